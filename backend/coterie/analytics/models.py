"""What a room's life added up to."""

from django.db import models

from coterie.rooms.models import Room


class SessionAnalytics(models.Model):
    room = models.OneToOneField(
        Room, on_delete=models.CASCADE, primary_key=True, related_name="analytics"
    )
    peak_users = models.PositiveIntegerField(default=0)
    total_edits = models.PositiveBigIntegerField(default=0)
    # From the first join to the last time that somebody was seen.
    duration_seconds = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "session analytics"

    def __str__(self) -> str:
        return f"Analytics of {self.room_id}"
