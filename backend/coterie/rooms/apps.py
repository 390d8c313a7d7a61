"""The app of rooms."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "coterie.rooms"
    label = "rooms"
