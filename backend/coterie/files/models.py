"""How far a room's copy of its document is, and when it is due again."""

from django.db import models

from coterie.rooms.models import Room


class RoomSnapshot(models.Model):
    room = models.OneToOneField(
        Room, on_delete=models.CASCADE, primary_key=True, related_name="snapshot"
    )
    # `SessionAnalytics.total_edits` when it was taken, or a little less: more edits make it due.
    edits = models.PositiveBigIntegerField(default=0)
    # Of all files' texts in UTF-8, and how many files there are.
    size_bytes = models.PositiveBigIntegerField(default=0)
    file_count = models.PositiveIntegerField(default=0)
    # None while every attempt has failed.
    taken_at = models.DateTimeField(null=True, blank=True)
    # No earlier attempt than then.
    due_at = models.DateTimeField()
    # Since the last success.
    failures = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"Snapshot of {self.room_id}"
