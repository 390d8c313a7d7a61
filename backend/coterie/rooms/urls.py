"""The addresses of rooms."""

from django.urls import path

from coterie.rooms.views import RoomCreateView, RoomDetailView

# Ids are plain strings here: one that is no UUID is an unknown room like any other.
urlpatterns = [
    path("rooms/", RoomCreateView.as_view()),
    path("rooms/<str:room_id>/", RoomDetailView.as_view()),
]
