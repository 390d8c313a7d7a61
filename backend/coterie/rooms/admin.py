"""Rooms and participants for the operator; the hashes of their secrets are not shown."""

from django.contrib import admin
from django.http import HttpRequest

from coterie.config.admin import GrownAdmin
from coterie.rooms.models import Room, RoomUser


@admin.register(Room)
class RoomAdmin(GrownAdmin):
    list_display = ("name", "id", "language", "visibility", "is_active", "last_activity_at")
    list_filter = ("is_active", "visibility")
    search_fields = ("=id", "name")
    ordering = ("-last_activity_at",)
    exclude = ("owner_key_hash", "link_key_hash")
    readonly_fields = (
        "id",
        "epoch",
        "created_at",
        "last_activity_at",
        "is_active",
        "deleted_at",
        "purged_at",
    )

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: object = None,  # noqa: ARG002
    ) -> bool:
        """Without its row nobody would ever purge the room's document."""
        return False


@admin.register(RoomUser)
class RoomUserAdmin(GrownAdmin):
    list_display = ("username", "room", "role", "joined_at", "last_seen_at", "left_at")
    list_filter = ("role",)
    list_select_related = ("room",)
    search_fields = ("username", "=room__id")
    ordering = ("-joined_at",)
    exclude = ("resume_key_hash",)
    readonly_fields = (
        "id",
        "room",
        "join_id",
        "joined_at",
        "last_seen_at",
        "left_at",
        "removed_at",
    )
