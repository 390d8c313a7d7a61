"""What a provider's status means for people; its own words stay out, they may quote the key."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from coterie.ai.errors import (
    EngineError,
    EngineRefused,
    EngineTimeout,
    EngineUnavailable,
    ModelNotFound,
    QuotaExceeded,
)

# A provider that says "in a year" means the account, not the moment; a day is what people plan.
MAX_RETRY_AFTER_SECONDS = 86_400.0


def status_error(status: int, headers: Mapping[str, str]) -> EngineError:
    """For any status that is not 200; `headers` find names in lower case."""
    if status in (401, 403):
        return EngineRefused("The AI provider refused the key, or what it may be used for.")
    if status in (404, 410):
        return ModelNotFound("The AI provider knows no such model, or its address is wrong.")
    if status in (402, 429):
        retry_after = retry_after_seconds(headers.get("retry-after"))
        return QuotaExceeded("The AI provider's quota is used up for now.", retry_after)
    if status in (408, 504):
        return EngineTimeout("The AI provider did not answer in time.")
    if status == 501:
        return EngineRefused("The AI provider does not offer this way of asking.")
    if status >= 500:
        return EngineUnavailable("The AI provider has a failure of its own.")
    return EngineRefused("The AI provider did not accept the question.")


def retry_after_seconds(value: str | None) -> float | None:
    """Of a Retry-After header, seconds or a date; None where it says nothing of use."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value)
    if math.isnan(seconds) or seconds < 0:
        return None
    return min(seconds, MAX_RETRY_AFTER_SECONDS)


def _seconds_until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return float("nan")
    # "-0000" gives a naive one, which means UTC.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
