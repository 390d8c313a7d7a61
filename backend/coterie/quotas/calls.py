"""Bounds calls that anybody may make, by several quotas at once."""

import logging
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from coterie.config.errors import TooMany
from coterie.quotas.quota import Quota
from coterie.quotas.services import Refusal, quota_take

log = logging.getLogger(__name__)


class Bound(NamedTuple):
    """A quota, and what it is of; `call` and `of` are for the log, `key` is not."""

    call: str
    of: str
    key: str
    quota: Quota


def call_take(*bounds: Bound, now: datetime) -> None:
    """Takes a token of each; for every caller in the same order, or two would wait in a ring.

    Raises:
        TooMany: one has none left.
    """
    refused = _refused(bounds, now)
    if refused is None:
        return
    bound, refusal = refused
    if refusal.is_first:
        # Neither address nor room: the one is personal, the other lets people in.
        log.warning("too many calls of %s of one %s; more are refused", bound.call, bound.of)
    raise TooMany(refusal.wait_seconds)


@transaction.atomic
def _refused(bounds: tuple[Bound, ...], now: datetime) -> tuple[Bound, Refusal] | None:
    # One transaction, for each costs a write to the disk. An error would take it back.
    for bound in bounds:
        key = f"{bound.call}:{bound.of}:{bound.key}"
        if refusal := quota_take(key=key, quota=bound.quota, now=now):
            # Whoever is refused takes nothing from what comes after.
            return bound, refusal
    return None
