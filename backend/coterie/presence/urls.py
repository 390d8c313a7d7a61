"""The addresses of joining, leaving, participants, links and heartbeats."""

from django.urls import path

from coterie.presence.invite_views import RoomInvitesView, RoomInviteView
from coterie.presence.views import (
    HeartbeatView,
    RoomForgetView,
    RoomJoinView,
    RoomLeaveView,
    RoomLinkView,
    RoomUsersView,
    RoomUserView,
)

urlpatterns = [
    path("rooms/<str:room_id>/join/", RoomJoinView.as_view()),
    path("rooms/<str:room_id>/leave/", RoomLeaveView.as_view()),
    path("rooms/<str:room_id>/forget/", RoomForgetView.as_view()),
    path("rooms/<str:room_id>/link/", RoomLinkView.as_view()),
    path("rooms/<str:room_id>/links/", RoomInvitesView.as_view()),
    path("rooms/<str:room_id>/links/<uuid:invite_id>/", RoomInviteView.as_view()),
    path("rooms/<str:room_id>/users/", RoomUsersView.as_view()),
    path("rooms/<str:room_id>/users/<uuid:user_id>/", RoomUserView.as_view()),
    path("realtime/heartbeat/", HeartbeatView.as_view()),
]
