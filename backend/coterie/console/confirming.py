"""Actions on many rows that cannot be taken back: asked once more, then done in parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from coterie.console.pages import note_done
from coterie.console.words import of_words

# What one transaction changes: others wait for it, on SQLite all who write.
ROWS_PER_PART = 100
# Named on the page that asks; the rest is a number.
MAX_NAMED = 20


@dataclass(frozen=True, kw_only=True)
class Question:
    # What is done, as a button says it.
    what: str
    # One of what it is done to, and many.
    one: str
    many: str
    # What will be, and what will not.
    text: str
    # The name of the action, as Django's form has it.
    action: str


def confirmed(
    admin: ModelAdmin,  # type: ignore[type-arg]  # not subscriptable at run time
    request: HttpRequest,
    queryset: QuerySet[Any],
    question: Question,
) -> HttpResponse | None:
    """None once the operator said yes; until then the page that asks."""
    if "confirmed" in request.POST:
        return None
    count = queryset.count()
    context = {
        **admin.admin_site.each_context(request),
        "title": f"{question.what} {of_words(count, question.one, question.many)}?",
        "question": question,
        "named": list(queryset[:MAX_NAMED]),
        "more": max(count - MAX_NAMED, 0),
        "opts": admin.opts,
        "checkbox": ACTION_CHECKBOX_NAME,
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
    }
    return TemplateResponse(request, "console/confirm.html", context)


def done_in_parts(
    admin: ModelAdmin,  # type: ignore[type-arg]  # not subscriptable at run time
    request: HttpRequest,
    queryset: QuerySet[Any],
    *,
    change: Callable[[Sequence[UUID]], int],
    what: str,
) -> int:
    """How many were changed; each part is in the log, and stays done if a later one fails."""
    ids = list(queryset.values_list("pk", flat=True))
    done = 0
    for at in range(0, len(ids), ROWS_PER_PART):
        part = ids[at : at + ROWS_PER_PART]
        done += change(part)
        note_done(admin, request, [admin.model(pk=one) for one in part], what)
    return done


def tell(request: HttpRequest, text: str, *, count: int) -> None:
    level = messages.SUCCESS if count else messages.WARNING
    messages.add_message(request, level, text)
