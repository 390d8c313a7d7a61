"""What a room's life added up to, and when things happened in it."""

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
    # Somebody who comes back with the same browser is counted once.
    unique_participants = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()

    class Meta:
        verbose_name = "room analytics"
        verbose_name_plural = "room analytics"

    def __str__(self) -> str:
        return f"Analytics of {self.room_id}"


class Span(models.IntegerChoices):
    """How long a bucket is, in seconds; the finer ones are rolled up into the coarser."""

    MINUTE = 60, "minute"
    HOUR = 3_600, "hour"
    DAY = 86_400, "day"


class ActivityBucket(models.Model):
    """What one room had in a minute, an hour or a day (UTC); no row where nothing was."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="activity")
    span = models.PositiveIntegerField(choices=Span.choices)
    start = models.DateTimeField()
    edits = models.PositiveBigIntegerField(default=0)
    # At once.
    peak_users = models.PositiveIntegerField(default=0)
    # One for each person and minute; of a minute it is `peak_users`.
    person_minutes = models.PositiveBigIntegerField(default=0)
    newcomers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "span", "start"], name="activity_unique"),
            models.CheckConstraint(
                condition=models.Q(span__in=Span.values), name="activity_span_known"
            ),
        ]
        indexes = [models.Index(fields=["span", "start"], name="activity_by_time")]

    def __str__(self) -> str:
        return f"{Span(self.span).label} from {self.start:%F %T}"
