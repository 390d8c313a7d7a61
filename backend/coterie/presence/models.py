"""Leases: proof, good for seconds, that somebody is in a room; and the nodes that renew them."""

from django.db import models
from django.db.models import Q

from coterie.rooms.models import Room, RoomUser

MAX_NODE_NAME = 64
MAX_CONNECTION_ID = 64
MAX_ADDRESS = 200


class RealtimeNode(models.Model):
    """One life of a realtime node; the newest row of a name is the life that counts."""

    node = models.CharField(max_length=MAX_NODE_NAME)
    boot = models.CharField(max_length=32)
    address = models.CharField(max_length=MAX_ADDRESS, blank=True)
    # Counters up to this heartbeat are in.
    last_sequence = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "boot"], name="node_boot_unique")]

    def __str__(self) -> str:
        return f"{self.node} ({self.boot[:8]})"


class Lease(models.Model):
    """One connection, or a join whose connection has not come yet (then `node` is empty)."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="leases")
    participant = models.ForeignKey(RoomUser, on_delete=models.CASCADE, related_name="leases")
    node = models.ForeignKey(RealtimeNode, null=True, on_delete=models.CASCADE)
    connection_id = models.CharField(max_length=MAX_CONNECTION_ID, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["room", "expires_at"], name="lease_by_room")]
        constraints = [
            models.UniqueConstraint(fields=["node", "connection_id"], name="lease_connection"),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(node__isnull=True),
                name="lease_one_join_per_participant",
            ),
            models.CheckConstraint(
                condition=Q(node__isnull=True, connection_id="")
                | (Q(node__isnull=False) & ~Q(connection_id="")),
                name="lease_join_or_connection",
            ),
        ]

    def __str__(self) -> str:
        return self.connection_id or "join"
