"""What a server of the OpenAI-compatible family does not understand, learnt from its refusals.

OpenAI's newer models know `max_tokens` only as `max_completion_tokens`, and no temperature;
Mistral's API knows no `stream_options`. A refused question costs nothing, and is asked again.
"""

import re

# Statuses with which servers refuse a parameter.
PARAMETER_STATUSES = frozenset((400, 422))
_DISPENSABLE = ("stream_options", "temperature", "stop")
_OLD, _NEW = "max_tokens", "max_completion_tokens"
# Each lesson once.
MAX_LESSONS = len(_DISPENSABLE) + 1


class Dialect:
    """Of one server and model."""

    def __init__(self) -> None:
        self._unknown: set[str] = set()

    def spoken(self, body: dict[str, object]) -> dict[str, object]:
        """The body in the words that the server knows."""
        kept = {name: value for name, value in body.items() if name not in self._unknown}
        # Never without any bound: an answer without end costs money.
        return kept | {_NEW: body[_OLD]} if _OLD in body and _OLD in self._unknown else kept

    def learn(self, refusal: str, spoken: dict[str, object]) -> bool:
        """Whether asking again makes sense after this refusal of what was spoken."""
        names = [name for name in _DISPENSABLE if name in spoken and _names(refusal, name)]
        if _OLD in spoken and _names(refusal, _NEW):
            names.append(_OLD)
        self._unknown.update(names)
        return bool(names)


def _names(refusal: str, parameter: str) -> bool:
    return re.search(rf"\b{parameter}\b", refusal) is not None
