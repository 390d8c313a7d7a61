"""What AI was asked and what it cost, a row a day for each room and engine; never any text."""

from django.db import models

from coterie.rooms.models import Room

MAX_ENGINE = 32


class AiUsage(models.Model):
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="ai_usage")
    # In UTC.
    day = models.DateField()
    engine = models.CharField(max_length=MAX_ENGINE)
    suggestions = models.PositiveBigIntegerField(default=0)
    summaries = models.PositiveBigIntegerField(default=0)
    # Of the suggestions: those that were known already and cost nothing.
    cached = models.PositiveBigIntegerField(default=0)
    # Of the suggestions: those that somebody took.
    accepted = models.PositiveBigIntegerField(default=0)
    # Of all calls: those that ended with an error of the engine.
    failures = models.PositiveBigIntegerField(default=0)
    # Of all calls: those whose caller did not wait for the end.
    cancelled = models.PositiveBigIntegerField(default=0)
    input_tokens = models.PositiveBigIntegerField(default=0)
    output_tokens = models.PositiveBigIntegerField(default=0)
    # Of all calls together, from question to end.
    milliseconds = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "AI usage"
        verbose_name_plural = "AI usage"
        constraints = [
            models.UniqueConstraint(fields=["room", "day", "engine"], name="ai_usage_unique")
        ]
        indexes = [models.Index(fields=["day"], name="ai_usage_by_day")]

    def __str__(self) -> str:
        return f"{self.engine} on {self.day}"
