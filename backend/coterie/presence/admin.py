"""Nodes for the operator: which run, and when they were last heard. Leases change too often."""

from django.contrib import admin

from coterie.config.admin import ReadOnlyAdmin
from coterie.presence.models import RealtimeNode


@admin.register(RealtimeNode)
class RealtimeNodeAdmin(ReadOnlyAdmin):
    list_display = ("node", "boot", "address", "last_sequence", "started_at", "last_seen_at")
    ordering = ("-last_seen_at",)
