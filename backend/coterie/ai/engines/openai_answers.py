"""Reads events of the OpenAI-compatible family; their shapes are checked, not believed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from coterie.ai.engines.base import Usage
from coterie.ai.engines.status_errors import status_error
from coterie.ai.errors import AnswerMalformed, EngineRefused, EngineUnavailable

Event = dict[str, object]


@dataclass(frozen=True)
class Part:
    """What one event adds."""

    text: str = ""
    usage: Usage | None = None
    is_end: bool = False
    """The answer is whole."""


Reader = Callable[[Event], Part]


def read_chat(event: Event) -> Part:
    """`{"choices": [{"delta": {"content": …}, "finish_reason": …}], "usage": …}`."""
    texts, is_end = [], False
    for choice in _choices(event):
        delta = choice.get("delta")
        if isinstance(delta, dict):
            if delta.get("refusal"):
                raise EngineRefused("The AI model declined to answer.")
            texts.append(_content(delta.get("content")))
        is_end = is_end or _is_finished(choice)
    return Part("".join(texts), _openai_usage(event), is_end)


def read_completion(event: Event) -> Part:
    """`{"choices": [{"text": …, "finish_reason": …}]}`; Mistral's like a chat's."""
    choices = list(_choices(event))
    if any("delta" in choice for choice in choices):
        return read_chat(event)
    texts = [_text(choice.get("text")) for choice in choices]
    is_end = any(_is_finished(choice) for choice in choices)
    return Part("".join(texts), _openai_usage(event), is_end)


def read_generate(event: Event) -> Part:
    """Ollama: `{"response": …, "done": …, "prompt_eval_count": …, "eval_count": …}`."""
    is_end = event.get("done") is True
    usage = Usage(
        input_tokens=_count(event.get("prompt_eval_count")),
        output_tokens=_count(event.get("eval_count")),
    )
    return Part(_text(event.get("response")), usage if is_end else None, is_end)


def read_infill(event: Event) -> Part:
    """llama.cpp: `{"content": …, "stop": …, "tokens_evaluated": …, "tokens_predicted": …}`."""
    is_end = event.get("stop") is True
    usage = Usage(
        input_tokens=_count(event.get("tokens_evaluated")),
        output_tokens=_count(event.get("tokens_predicted")),
    )
    return Part(_text(event.get("content")), usage if is_end else None, is_end)


def error_check(event: Event) -> None:
    """Raises what an event that reports a failure in mid-answer means; none may be quoted."""
    error = event.get("error")
    if not error:
        return
    code = error.get("code") if isinstance(error, dict) else None
    if isinstance(code, int) and 400 <= code < 600:
        raise status_error(code, {})
    raise EngineUnavailable("The AI provider broke its answer off.")


def _choices(event: Event) -> Iterator[Event]:
    choices = event.get("choices")
    if choices is None:
        return
    if not isinstance(choices, list) or not all(isinstance(choice, dict) for choice in choices):
        raise _malformed()
    # Only one was asked for.
    yield from cast("list[Event]", choices)[:1]


def _is_finished(choice: Event) -> bool:
    reason = choice.get("finish_reason")
    if reason == "content_filter":
        raise EngineRefused("The AI provider's rules forbid this answer.")
    return reason is not None


def _content(content: object) -> str:
    if isinstance(content, list):
        # Mistral's reasoning models: thoughts and text side by side.
        parts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
        return "".join(_text(part.get("text")) for part in parts)
    return _text(content)


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _malformed()
    return value


def _openai_usage(event: Event) -> Usage | None:
    usage = event.get("usage")
    if not isinstance(usage, dict):
        return None
    return Usage(
        input_tokens=_count(usage.get("prompt_tokens")),
        output_tokens=_count(usage.get("completion_tokens")),
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _malformed() -> AnswerMalformed:
    return AnswerMalformed("The AI engine's answer is not what its documents say.")
