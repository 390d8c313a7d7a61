"""Counters, AI and nodes: only to look at."""

from datetime import timedelta

from django.contrib import admin
from django.utils.safestring import SafeString

from coterie.ai.models import AiUsage
from coterie.analytics.models import SessionAnalytics
from coterie.config import clock
from coterie.console.pages import LookedAtAdmin, badge_shown, name_shown
from coterie.console.words import ago_words, time_words
from coterie.presence.leases import LEASE_TIME
from coterie.presence.models import RealtimeNode

ROWS_PER_PAGE = 50


class SessionAnalyticsAdmin(LookedAtAdmin):
    list_display = (
        "in_room",
        "total_edits",
        "peak_users",
        "unique_participants",
        "duration",
        "started_at",
    )
    list_select_related = ("room",)
    list_per_page = ROWS_PER_PAGE
    list_filter = ("started_at",)
    search_fields = ("=room__id", "room__name")
    ordering = ("-started_at",)

    @admin.display(description="room", ordering="room__name")
    def in_room(self, row: SessionAnalytics) -> SafeString:
        return name_shown(row.room.name, without="deleted")

    @admin.display(description="duration", ordering="duration_seconds")
    def duration(self, row: SessionAnalytics) -> str:
        return time_words(timedelta(seconds=row.duration_seconds))


class AiUsageAdmin(LookedAtAdmin):
    list_display = (
        "day",
        "in_room",
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
    list_per_page = ROWS_PER_PAGE
    search_fields = ("=room__id", "room__name")
    ordering = ("-day", "-pk")

    @admin.display(description="room", ordering="room__name")
    def in_room(self, usage: AiUsage) -> SafeString:
        return name_shown(usage.room.name, without="deleted")

    @admin.display(description="mean ms")
    def mean_milliseconds(self, usage: AiUsage) -> int:
        return usage.milliseconds // max(usage.suggestions + usage.summaries - usage.cached, 1)


class RealtimeNodeAdmin(LookedAtAdmin):
    list_display = ("node", "state", "address", "life", "last_sequence", "started_at", "seen")
    ordering = ("-last_seen_at",)
    room_field = ""

    @admin.display(description="state")
    def state(self, node: RealtimeNode) -> SafeString:
        is_heard = node.last_seen_at > clock.now() - LEASE_TIME
        return badge_shown("heard", "live") if is_heard else badge_shown("silent", "closed")

    @admin.display(description="life")
    def life(self, node: RealtimeNode) -> str:
        return node.boot[:8]

    @admin.display(description="seen", ordering="last_seen_at")
    def seen(self, node: RealtimeNode) -> str:
        return ago_words(node.last_seen_at, clock.now())
