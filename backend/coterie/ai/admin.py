"""What AI cost, for the operator: only to look at."""

from django.contrib import admin

from coterie.ai.models import AiUsage
from coterie.config.admin import ReadOnlyAdmin


@admin.register(AiUsage)
class AiUsageAdmin(ReadOnlyAdmin):
    list_display = (
        "day",
        "room",
        "engine",
        "suggestions",
        "accepted",
        "summaries",
        "failures",
        "input_tokens",
        "output_tokens",
        "mean_milliseconds",
    )
    list_filter = ("engine", "day")
    list_select_related = ("room",)
    search_fields = ("=room__id", "room__name")
    ordering = ("-day", "-pk")

    @admin.display(description="mean ms")
    def mean_milliseconds(self, usage: AiUsage) -> int:
        return usage.milliseconds // max(usage.suggestions + usage.summaries - usage.cached, 1)
