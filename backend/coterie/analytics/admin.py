"""Counters for the operator: only to look at."""

from django.contrib import admin

from coterie.analytics.models import SessionAnalytics
from coterie.config.admin import ReadOnlyAdmin


@admin.register(SessionAnalytics)
class SessionAnalyticsAdmin(ReadOnlyAdmin):
    list_display = ("room", "peak_users", "total_edits", "duration_seconds", "started_at")
    list_select_related = ("room",)
    search_fields = ("=room__id", "room__name")
    ordering = ("-started_at",)
