"""Participants: who is or was where. Roles are their owners' to give."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from coterie.config import clock
from coterie.console.confirming import Question, confirmed, done_in_parts, tell
from coterie.console.filters import PresenceFilter
from coterie.console.pages import LookedAtAdmin, name_shown
from coterie.console.room_sections import participant_state
from coterie.console.words import ago_words, of_words
from coterie.presence.models import Lease
from coterie.presence.operator_services import participants_remove
from coterie.rooms.models import RoomUser

PARTICIPANTS_PER_PAGE = 50
REMOVE = Question(
    what="Remove",
    one="person",
    many="people",
    text="Their connections are closed, and their browsers cannot come back as them. Owners stay. "
    "Who still has a link can come again as somebody else: revoke the room's links as well.",
    action="remove",
)


@admin.action(description="Remove from the room", permissions=["remove"])
def remove(self: Any, request: HttpRequest, queryset: QuerySet[RoomUser]) -> HttpResponse | None:  # noqa: ANN401
    if asked := confirmed(self, request, queryset, REMOVE):
        return asked

    def change(ids: Any) -> int:  # noqa: ANN401
        return participants_remove(participant_ids=ids, now=clock.now())

    people = queryset.filter(removed_at=None)
    count = done_in_parts(self, request, people, change=change, what="Removed from the room.")
    tell(request, f"{of_words(count, 'person', 'people')} removed.", count=count)
    return None


class ParticipantChangeList(ChangeList):
    """Asks who is there for the people of one page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        people: list[Any] = list(self.result_list)
        live = Lease.objects.filter(
            participant__in=[person.pk for person in people], expires_at__gt=clock.now()
        )
        present = set(live.values_list("participant", flat=True))
        for person in people:
            person.is_present = person.pk in present
        self.result_list = people


class ParticipantAdmin(LookedAtAdmin):
    actions = (remove,)
    list_display = ("name", "in_room", "role", "state", "seen", "joined_at")
    list_filter = (PresenceFilter, "role", "joined_at")
    list_select_related = ("room",)
    list_per_page = PARTICIPANTS_PER_PAGE
    search_fields = ("username", "=room__id", "=id")
    search_help_text = "Part of a name, or the whole id of a person or a room"
    ordering = ("-last_seen_at",)
    fields = (
        "id",
        "username",
        "room",
        "role",
        "joined_at",
        "last_seen_at",
        "left_at",
        "removed_at",
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ANN401, ARG002
        return ParticipantChangeList

    def has_remove_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("rooms.change_roomuser"))

    @admin.display(description="name", ordering="username")
    def name(self, person: RoomUser) -> SafeString:
        return name_shown(person.username, without="forgotten")

    @admin.display(description="room", ordering="room")
    def in_room(self, person: RoomUser) -> SafeString:
        return name_shown(person.room.name, without="deleted")

    @admin.display(description="state")
    def state(self, person: Any) -> object:  # noqa: ANN401
        return participant_state(person, is_present=person.is_present)

    @admin.display(description="seen", ordering="last_seen_at")
    def seen(self, person: RoomUser) -> str:
        return ago_words(person.last_seen_at, clock.now())
