"""What there is in a node at the moment when its metrics are read."""

from .heartbeat import Heartbeat
from .journal import Journal
from .metrics import Gauge
from .registry import Registry


def gauges(
    connections: int, registry: Registry, journal: Journal, heartbeat: Heartbeat | None
) -> list[Gauge]:
    """On the node's loop."""
    rooms, upkeep = list(registry), registry.upkeep
    return [
        Gauge("coterie_connections", connections, "Sockets that are open."),
        Gauge("coterie_rooms", len(rooms), "Rooms that are in memory."),
        Gauge(
            "coterie_awareness_states",
            sum(room.states for room in rooms),
            "Awareness states of those who are in them.",
        ),
        Gauge(
            "coterie_behind",
            sum(room.behind for room in rooms),
            "Connections that have fallen behind and not caught up yet.",
        ),
        Gauge("coterie_store_failing", int(journal.failing), "1 while the store takes nothing."),
        Gauge(
            "coterie_store_waiting_bytes",
            journal.waiting_bytes,
            "What waits for the store, in bytes of memory.",
        ),
        Gauge(
            "coterie_compactions_total",
            upkeep.compactions,
            "Logs that were compacted.",
            "counter",
        ),
        Gauge(
            "coterie_compactions_failed_total",
            upkeep.failed_compactions,
            "Compactions that were given up, and the log kept.",
            "counter",
        ),
        Gauge(
            "coterie_quarantined_total",
            upkeep.quarantined,
            "Updates that are kept as they are, since they cannot be compacted.",
            "counter",
        ),
        Gauge(
            "coterie_upkeep_waiting",
            upkeep.waiting,
            "Documents that wait for compaction or for a version of them to be stored.",
        ),
        Gauge(
            "coterie_heartbeats_failed_total",
            heartbeat.failures if heartbeat else 0,
            "Heartbeats that Django did not take.",
            "counter",
        ),
    ]
