"""What the list of rooms can be narrowed to."""

from typing import Any, TypeAlias

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from coterie.config import clock
from coterie.console.room_states import RoomState, state_condition
from coterie.presence.models import Lease
from coterie.rooms.models import Room, RoomUser

# What anybody may have typed; the common ones come first.
MAX_LANGUAGES = 12
Choices = list[tuple[str, str]]
Admin: TypeAlias = "ModelAdmin[Any]"


class StateFilter(SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Admin) -> Choices:  # noqa: ARG002
        return [(state.slug, state.value) for state in RoomState]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Room]) -> QuerySet[Room]:  # noqa: ARG002
        state = next((one for one in RoomState if one.slug == self.value()), None)
        return queryset if state is None else queryset.filter(state_condition(state, clock.now()))


class AccessFilter(SimpleListFilter):
    title = "access"
    parameter_name = "access"
    conditions = {
        "public": ("on the public list", Q(visibility="public")),
        "open": ("link alone is enough", Q(link_key_hash="", password_hash="", locked=False)),
        "password": ("with a password", ~Q(password_hash="")),
        "locked": ("locked", Q(locked=True)),
        "replaced": ("link replaced", ~Q(link_key_hash="")),
    }

    def lookups(self, request: HttpRequest, model_admin: Admin) -> Choices:  # noqa: ARG002
        return [(key, words) for key, (words, _) in self.conditions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Room]) -> QuerySet[Room]:  # noqa: ARG002
        chosen = self.conditions.get(self.value() or "")
        return queryset.filter(chosen[1], is_active=True) if chosen else queryset


class LanguageFilter(SimpleListFilter):
    title = "language"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Admin) -> Choices:  # noqa: ARG002
        used = Room.objects.order_by().values_list("language").annotate(count=Count("pk"))
        found = used.order_by("-count", "language")[:MAX_LANGUAGES]
        return [(language, language) for language, _ in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Room]) -> QuerySet[Room]:  # noqa: ARG002
        return queryset if self.value() is None else queryset.filter(language=self.value())


class PresenceFilter(SimpleListFilter):
    """Of participants."""

    title = "presence"
    parameter_name = "presence"

    def lookups(self, request: HttpRequest, model_admin: Admin) -> Choices:  # noqa: ARG002
        return [("here", "here"), ("left", "left"), ("removed", "removed or forgotten")]

    def queryset(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[RoomUser],
    ) -> QuerySet[RoomUser]:
        live = Exists(Lease.objects.filter(participant=OuterRef("pk"), expires_at__gt=clock.now()))
        match self.value():
            case "here":
                return queryset.filter(live)
            case "left":
                return queryset.filter(~live, removed_at=None)
            case "removed":
                return queryset.filter(removed_at__isnull=False)
        return queryset
