"""What the admins of our models have in common."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst


class GrownAdmin(ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """For rows that come from use and cannot be made by hand: a room has its owner's key."""

    # Counting all rows for each page is the slowest query of a large table.
    show_full_result_count = False

    empty_value_display = "–"

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Headed by what it lists, not by what to do."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})


class LookedAtAdmin(GrownAdmin):
    """For rows that change with use alone: to edit one would lie about what was."""

    # The field that leads to a room, if one does: its snapshot is not shown, so it is not read.
    room_field = "room"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.defer(f"{self.room_field}__last_code_snapshot") if self.room_field else rows

    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: object = None,  # noqa: ARG002
    ) -> bool:
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: object = None,  # noqa: ARG002
    ) -> bool:
        return False


def name_shown(name: str, *, without: str = "no name") -> SafeString:
    """A stranger's text: markup is text in it, and its direction of writing ends with it."""
    if not name:
        return format_html('<span class="quiet">{}</span>', without)
    return format_html('<bdi class="name">{}</bdi>', name)


def badge_shown(words: str, tone: str) -> SafeString:
    return format_html('<span class="badge badge-{}">{}</span>', tone, words)


def note_done(
    admin: ModelAdmin,  # type: ignore[type-arg]  # not subscriptable at run time
    request: HttpRequest,
    objects: Iterable[Model],
    what: str,
) -> None:
    """In the log of what operators did; by id: names go with their rooms, the log stays."""
    user = cast("int", request.user.pk)
    content_type = ContentType.objects.get_for_model(admin.model)
    LogEntry.objects.bulk_create(
        LogEntry(
            user_id=user,
            content_type=content_type,
            object_id=str(one.pk),
            object_repr=f"{admin.opts.verbose_name} {str(one.pk)[:8]}",
            action_flag=CHANGE,
            change_message=what,
        )
        for one in objects
    )
