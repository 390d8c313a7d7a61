"""The app of leases and heartbeats."""

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    name = "coterie.presence"
    label = "presence"
