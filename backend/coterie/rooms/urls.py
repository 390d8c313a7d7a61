"""The addresses of rooms."""

from django.urls import path

from coterie.rooms.transfer_views import RoomTransferRedeemView, RoomTransferView
from coterie.rooms.views import RoomExtendView, RoomsView, RoomView

# Ids are plain strings here: one that is no UUID is an unknown room like any other.
urlpatterns = [
    path("rooms/", RoomsView.as_view()),
    path("rooms/<str:room_id>/", RoomView.as_view()),
    path("rooms/<str:room_id>/extend/", RoomExtendView.as_view()),
    path("rooms/<str:room_id>/transfer/", RoomTransferView.as_view()),
    path("rooms/<str:room_id>/transfer/redeem/", RoomTransferRedeemView.as_view()),
]
