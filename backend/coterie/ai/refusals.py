"""What callers are told when there is no answer.

CoterieError
├── EngineFailed        502, 503, 504 or 429, with the code of the engine's error
Forbidden
├── AiOff               403
└── SuggestForEditors   403
TooMany
└── BudgetUsedUp        429
Unavailable
└── TooManyCalls        503
"""

from http import HTTPStatus

from coterie.ai.errors import (
    EngineError,
    EngineTimeout,
    EngineUnavailable,
    QuotaExceeded,
)
from coterie.config.errors import CoterieError, Forbidden, TooMany, Unavailable

# A provider that cannot be reached is seldom back sooner.
RETRY_UNAVAILABLE_SECONDS = 5.0
# What a provider's quota is most often counted by, when it does not say.
RETRY_QUOTA_SECONDS = 60.0
# Longer than a suggestion takes.
RETRY_BUSY_SECONDS = 2.0


class AiOff(Forbidden):
    code = "ai-off"
    detail = "Suggestions and summaries are switched off here."


class SuggestForEditors(Forbidden):
    code = "role-too-low"
    detail = "Suggestions are for people who may edit."


class BudgetUsedUp(TooMany):
    code = "ai-budget"
    detail = "Enough was asked for now; try again later."


class TooManyCalls(Unavailable):
    code = "ai-busy"
    detail = "Too many suggestions and summaries are being made; try again in a moment."
    retry_after = RETRY_BUSY_SECONDS


class EngineFailed(CoterieError):
    def __init__(self, error: EngineError) -> None:
        self.code = error.code
        self.status = HTTPStatus.BAD_GATEWAY
        match error:
            case QuotaExceeded():
                self.status = HTTPStatus.TOO_MANY_REQUESTS
                self.retry_after = error.retry_after or RETRY_QUOTA_SECONDS
            case EngineUnavailable():
                self.status = HTTPStatus.SERVICE_UNAVAILABLE
                self.retry_after = RETRY_UNAVAILABLE_SECONDS
            case EngineTimeout():
                self.status = HTTPStatus.GATEWAY_TIMEOUT
        super().__init__(str(error))
