"""What one part of Gemini's answer says."""

from google.genai import types

from coterie.ai.engines.base import Usage
from coterie.ai.errors import AnswerMalformed, EngineRefused

Reason = types.FinishReason
# MAX_TOKENS: the rest is missing, and what is there is of use.
_FINE = frozenset((Reason.STOP, Reason.MAX_TOKENS))
_BLOCKED = frozenset(
    (
        Reason.SAFETY,
        Reason.RECITATION,
        Reason.BLOCKLIST,
        Reason.PROHIBITED_CONTENT,
        Reason.SPII,
        Reason.LANGUAGE,
        Reason.MODEL_ARMOR,
    )
)


def answer_text(chunk: types.GenerateContentResponse) -> str:
    """Without thoughts; raises EngineRefused when the question itself was blocked."""
    feedback = chunk.prompt_feedback
    if feedback and feedback.block_reason:
        raise _blocked()
    # The library makes an empty object of whatever JSON there is.
    if not (chunk.candidates or feedback or chunk.usage_metadata):
        raise AnswerMalformed("The AI engine's answer is not what its documents say.")
    candidate = _candidate(chunk)
    content = candidate.content if candidate else None
    parts = (content.parts if content else None) or []
    return "".join(part.text for part in parts if part.text and not part.thought)


def is_finished(chunk: types.GenerateContentResponse) -> bool:
    """Whether this is the last part; raises when the answer ended for any reason but its own."""
    candidate = _candidate(chunk)
    reason = candidate.finish_reason if candidate else None
    if reason is None or reason is Reason.FINISH_REASON_UNSPECIFIED:
        return False
    if reason in _BLOCKED:
        raise _blocked()
    if reason not in _FINE:
        raise AnswerMalformed("The AI model ended its answer for a reason of its own.")
    return True


def answer_usage(chunk: types.GenerateContentResponse) -> Usage | None:
    """Tokens so far; thoughts cost as much as text."""
    usage = chunk.usage_metadata
    if usage is None:
        return None
    written = (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)
    return Usage(input_tokens=usage.prompt_token_count or 0, output_tokens=written)


def _candidate(chunk: types.GenerateContentResponse) -> types.Candidate | None:
    return chunk.candidates[0] if chunk.candidates else None


def _blocked() -> EngineRefused:
    return EngineRefused("Gemini's safety rules forbid this answer.")
