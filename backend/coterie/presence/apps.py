"""The app of leases and heartbeats."""

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    name = "coterie.presence"
    label = "presence"

    def ready(self) -> None:
        from coterie.presence.pokes import nodes_poke
        from coterie.rooms.changes import rooms_watch

        rooms_watch(nodes_poke)
