"""The addresses of joining, leaving and heartbeats."""

from django.urls import path

from coterie.presence.views import HeartbeatView, RoomJoinView, RoomLeaveView, RoomUsersView

urlpatterns = [
    path("rooms/<str:room_id>/join/", RoomJoinView.as_view()),
    path("rooms/<str:room_id>/leave/", RoomLeaveView.as_view()),
    path("rooms/<str:room_id>/users/", RoomUsersView.as_view()),
    path("realtime/heartbeat/", HeartbeatView.as_view()),
]
