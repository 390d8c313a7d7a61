"""What an operator can do to rooms, on their list and on the page of each."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from coterie.config import clock
from coterie.console.confirming import Question, confirmed, done_in_parts, tell
from coterie.console.words import of_words
from coterie.presence.operator_services import rooms_revoke_links
from coterie.rooms.changes import rooms_changed
from coterie.rooms.models import Room
from coterie.rooms.operator_services import rooms_erase, rooms_extend, rooms_unlist
from coterie.rooms.services import rooms_delete

CLOSE = Question(
    what="Close",
    one="room",
    many="rooms",
    text="Everybody is put out; document, chat and names are deleted, and nobody can bring them "
    "back. Browsers that were there keep their own copies. Figures stay until a purge.",
    action="close",
)
REVOKE = Question(
    what="Revoke all links of",
    one="room",
    many="rooms",
    text="No link lets anybody new in any more, until the owner makes another one. "
    "Who is in stays, and so do those who come back with the same browser.",
    action="revoke_links",
)
PURGE = Question(
    what="Purge",
    one="room",
    many="rooms",
    text="Of closed rooms whose documents are gone, the rest is deleted as well: figures, AI usage "
    "and the mark that says there was a room. Nodes are asked again for the documents that may "
    "still be there. Rooms that are open stay as they are.",
    action="purge",
)

Rooms = QuerySet[Room]
# A mixin's methods are a ModelAdmin's.
Self = Any


def _said(count: int, what: str) -> str:
    return f"{of_words(count, 'room', 'rooms')} {what}."


@admin.action(description="Close", permissions=["change"])
def close(self: Self, request: HttpRequest, queryset: Rooms) -> HttpResponse | None:
    if asked := confirmed(self, request, queryset, CLOSE):
        return asked
    active = queryset.filter(is_active=True)

    def change(ids: Any) -> int:  # noqa: ANN401
        return rooms_delete(room_ids=ids, now=clock.now())

    count = done_in_parts(self, request, active, change=change, what="Closed.")
    tell(request, _said(count, "closed; documents go with the next heartbeat"), count=count)
    return None


@admin.action(description="Extend", permissions=["change"])
def extend(self: Self, request: HttpRequest, queryset: Rooms) -> None:
    def change(ids: Any) -> int:  # noqa: ANN401
        return rooms_extend(room_ids=ids, now=clock.now())

    active = queryset.filter(is_active=True)
    count = done_in_parts(self, request, active, change=change, what="Extended.")
    tell(request, _said(count, "extended"), count=count)


@admin.action(description="Take off the public list", permissions=["change"])
def unlist(self: Self, request: HttpRequest, queryset: Rooms) -> None:
    def change(ids: Any) -> int:  # noqa: ANN401
        return rooms_unlist(room_ids=ids)

    public = queryset.filter(is_active=True, visibility="public")
    count = done_in_parts(self, request, public, change=change, what="Taken off the list.")
    tell(request, _said(count, "taken off the list"), count=count)


@admin.action(description="Revoke all links", permissions=["change"])
def revoke_links(self: Self, request: HttpRequest, queryset: Rooms) -> HttpResponse | None:
    if asked := confirmed(self, request, queryset, REVOKE):
        return asked

    def change(ids: Any) -> int:  # noqa: ANN401
        return rooms_revoke_links(room_ids=ids)

    active = queryset.filter(is_active=True)
    count = done_in_parts(self, request, active, change=change, what="Links revoked.")
    tell(request, f"Links of {_said(count, 'revoked')}", count=count)
    return None


@admin.action(description="Purge", permissions=["purge"])
def purge(self: Self, request: HttpRequest, queryset: Rooms) -> HttpResponse | None:
    if asked := confirmed(self, request, queryset, PURGE):
        return asked
    waiting = queryset.filter(is_active=False, purged_at=None).count()
    gone = queryset.filter(is_active=False, purged_at__isnull=False)

    def change(ids: Any) -> int:  # noqa: ANN401
        return rooms_erase(room_ids=ids)

    count = done_in_parts(self, request, gone, change=change, what="Purged.")
    text = _said(count, "purged")
    if waiting:
        rooms_changed()
        text += f" {_said(waiting, 'still to be purged by a realtime node, which was asked again')}"
    tell(request, text, count=count)
    return None


ROOM_ACTIONS = (extend, unlist, revoke_links, close, purge)
