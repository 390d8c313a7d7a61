"""What Gemini's errors mean; its own words stay out, they may quote the key."""

from collections.abc import Iterator

from google.genai import errors

from coterie.ai.engines.status_errors import retry_after_seconds, status_error
from coterie.ai.errors import EngineError, EngineRefused, EngineUnavailable, QuotaExceeded


def api_error(error: errors.APIError) -> EngineError:
    """The library's error as one of ours."""
    code = error.code if isinstance(error.code, int) else 0
    details = list(_details(error))
    # A wrong key is a bad request to Google, not an unauthorised one.
    if code == 400 and any(detail.get("reason") == "API_KEY_INVALID" for detail in details):
        return EngineRefused("The AI provider refused the key, or what it may be used for.")
    if not 400 <= code < 600:
        return EngineUnavailable("The AI provider broke its answer off.")
    translated = status_error(code, _headers(error))
    if isinstance(translated, QuotaExceeded) and translated.retry_after is None:
        translated.retry_after = _retry_delay(details)
    return translated


def is_about_thinking(error: errors.APIError) -> bool:
    """The model does not take orders about thinking, or not these."""
    message = error.message if isinstance(error.message, str) else ""
    return error.code == 400 and "thinking" in message.lower()


def _headers(error: errors.APIError) -> dict[str, str]:
    headers = getattr(error.response, "headers", None) or {}
    return {str(name).lower(): str(value) for name, value in headers.items()}


def _details(error: errors.APIError) -> Iterator[dict[str, object]]:
    body: object = error.details
    body = body.get("error") if isinstance(body, dict) else None
    details = body.get("details") if isinstance(body, dict) else None
    if isinstance(details, list):
        yield from (detail for detail in details if isinstance(detail, dict))


def _retry_delay(details: list[dict[str, object]]) -> float | None:
    """Of a `google.rpc.RetryInfo`: `"34.07s"`."""
    delays = (detail.get("retryDelay") for detail in details)
    found = next((delay for delay in delays if isinstance(delay, str)), None)
    return retry_after_seconds(found.removesuffix("s")) if found else None
