"""Rooms: what state they are in, who is there, and the few things of theirs that can be set."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from coterie.config import clock
from coterie.console.filters import AccessFilter, LanguageFilter, StateFilter
from coterie.console.pages import GrownAdmin, badge_shown, name_shown
from coterie.console.room_actions import ROOM_ACTIONS
from coterie.console.room_sections import room_sections
from coterie.console.room_states import access_words, room_state
from coterie.console.words import ago_words, size_words
from coterie.rooms.models import Room, Visibility
from coterie.rooms.names import name_clean
from coterie.rooms.operator_services import room_change
from coterie.rooms.selectors import participant_counts

ROOMS_PER_PAGE = 50
NOTHING = "–"


class RoomChangeList(ChangeList):
    """Asks who is there for the rooms of one page, not for all that could be on it."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rooms: list[Any] = list(self.result_list)
        counts = participant_counts(room_ids=[room.pk for room in rooms], now=clock.now())
        for room in rooms:
            room.people = counts.get(room.pk, 0)
        self.result_list = rooms


class RoomForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    class Meta:
        labels = {"ai_mode": "AI", "max_participants": "People at most"}

    def clean_name(self) -> str:
        """As everybody's names are: what is shown cannot mislead."""
        name = name_clean(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("A name needs something that can be seen.")
        return name


class RoomAdmin(GrownAdmin):
    form = RoomForm
    actions = ROOM_ACTIONS
    actions_selection_counter = True
    change_form_template = "console/room.html"
    list_display = (
        "room",
        "state",
        "people",
        "size",
        "edits",
        "language_name",
        "access",
        "active",
    )
    list_filter = (StateFilter, AccessFilter, LanguageFilter, "retention", "created_at")
    list_per_page = ROOMS_PER_PAGE
    search_fields = ("=id", "name")
    search_help_text = "Part of a name, or a whole id"
    # Open ones first: the others are only marks of what was.
    ordering = ("-is_active", "-last_activity_at")
    # What the document, the owner's browser or time itself decides is only shown.
    fieldsets = (
        (
            "What can be set",
            {
                "fields": (
                    ("name", "visibility"),
                    ("max_participants", "ai_mode"),
                    ("locked", "viewers_talk", "viewers_chat"),
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        return super().get_queryset(request).select_related("analytics", "snapshot")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ANN401, ARG002
        return RoomChangeList

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401
        """Of a closed room there is nothing left to change."""
        return super().has_change_permission(request, obj) and (obj is None or obj.is_active)

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: object = None,  # noqa: ARG002
    ) -> bool:
        """Without its row nobody would ever purge the room's document: `purge` looks to that."""
        return False

    def has_purge_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("rooms.delete_room"))

    def save_model(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Room,
        form: forms.ModelForm,  # type: ignore[type-arg]  # not subscriptable at run time
        change: bool,  # noqa: ARG002
    ) -> None:
        """Only what was changed: the rest of the row has moved on since the page was shown."""
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        if changes and not room_change(room_id=obj.pk, changes=changes):
            raise PermissionDenied("The room was closed meanwhile.")

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:  # noqa: ANN401
        """By id: names go with their rooms, the log stays."""
        nameless = Room(pk=obj.pk, name=f"room {str(obj.pk)[:8]}")
        return super().log_change(request, nameless, message)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Room | None = None,
    ) -> HttpResponse:
        if obj is not None:
            context |= room_sections(room=obj, now=clock.now())
            context["room_actions"] = [
                action[1:]
                for action in self.get_actions(request).values()
                if action is not None and _fits(action[1], obj)
            ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description="room", ordering="name")
    def room(self, room: Room) -> SafeString:
        name = name_shown(room.name, without="deleted")
        return format_html('{}<span class="id">{}</span>', name, str(room.pk)[:8])

    @admin.display(description="state")
    def state(self, room: Any) -> SafeString:  # noqa: ANN401
        state = room_state(room=room, people=room.people, now=clock.now())
        return badge_shown(state.value, state.slug)

    @admin.display(description="people")
    def people(self, room: Any) -> SafeString:  # noqa: ANN401
        if not room.is_active:
            return format_html('<span class="quiet">{}</span>', NOTHING)
        return format_html(
            "{}<span class='quiet'> of {}</span>", room.people, room.max_participants
        )

    @admin.display(description="size", ordering="snapshot__size_bytes")
    def size(self, room: Room) -> str:
        snapshot = getattr(room, "snapshot", None)
        known = room.is_active and snapshot is not None and snapshot.taken_at is not None
        return size_words(snapshot.size_bytes) if known and snapshot else NOTHING

    @admin.display(description="edits", ordering="analytics__total_edits")
    def edits(self, room: Room) -> str:
        return f"{room.analytics.total_edits:,}" if hasattr(room, "analytics") else NOTHING

    @admin.display(description="language", ordering="language")
    def language_name(self, room: Room) -> SafeString:
        return format_html("<bdi>{}</bdi>", room.language)

    @admin.display(description="access")
    def access(self, room: Room) -> SafeString:
        words = access_words(room) if room.is_active else []
        return format_html_join(" ", "{}", ((badge_shown(word, "plain"),) for word in words))

    @admin.display(description="active", ordering="last_activity_at")
    def active(self, room: Room) -> SafeString:
        return _ago(room.last_activity_at)


def _fits(action: str, room: Room) -> bool:
    """A closed room can only be purged, and an open one not."""
    if action == "unlist" and room.visibility != Visibility.PUBLIC:
        return False
    return (action == "purge") is not room.is_active


def _ago(time: datetime) -> SafeString:
    exact, words = f"{time:%F %T} UTC", ago_words(time, clock.now())
    shown = '<time datetime="{}" title="{}">{}</time>'
    return format_html(shown, time.isoformat(), exact, words)
