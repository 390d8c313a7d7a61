"""Why there is no answer.

EngineError
├── EngineRefused        the key is missing, wrong, or not allowed to
├── ModelNotFound        the provider knows no such model
├── QuotaExceeded        too much was asked of the provider; says when to come back
├── EngineUnavailable    no connection, a failure at the provider, a stream that was cut
├── EngineTimeout        no answer in time
└── AnswerMalformed      an answer that is not what the provider's documents say, or is endless
"""


class EngineError(Exception):
    """The message is fit for people, and holds nothing of keys, prompts or answers."""

    code = "ai-failed"


class EngineRefused(EngineError):
    code = "ai-refused"


class ModelNotFound(EngineError):
    code = "ai-model-not-found"


class QuotaExceeded(EngineError):
    code = "ai-quota"

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        """`retry_after` is in seconds, where the provider said."""
        super().__init__(message)
        self.retry_after = retry_after


class EngineUnavailable(EngineError):
    code = "ai-unavailable"


class EngineTimeout(EngineError):
    code = "ai-timeout"


class AnswerMalformed(EngineError):
    code = "ai-malformed"
