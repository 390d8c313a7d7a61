"""The answers about rooms' files that are still right, within bounds of size and age."""

from typing import NamedTuple

from .history import Version
from .limits import FILES_CACHE_SECONDS, MAX_FILES_CACHE_BYTES

Key = tuple[str, str, int | None]
"""Room and epoch, and the version that is kept, if it is not the document as it is now."""


class _Answer(NamedTuple):
    version: Version
    body: bytes
    made: float
    """When, in seconds of the event loop's clock."""


class AnswerCache:
    """One answer a document; the oldest go first."""

    def __init__(self) -> None:
        self._answers: dict[Key, _Answer] = {}
        """Oldest first."""
        self._bytes = 0

    def get(self, key: Key, version: Version | None) -> bytes | None:
        """The answer about this version of a document; None if there is none."""
        answer = self._answers.get(key)
        return answer.body if answer and answer.version == version else None

    def put(self, key: Key, version: Version, body: bytes, now: float) -> None:
        """Keeps an answer in the place of the document's last one."""
        self._drop(key)
        self._answers[key] = _Answer(version, body, now)
        self._bytes += len(body)
        while self._bytes > MAX_FILES_CACHE_BYTES:
            self._drop(next(iter(self._answers)))

    def forget_old(self, now: float) -> None:
        """Drops what nobody should find in memory any more; a deleted room's text among it."""
        for key, answer in list(self._answers.items()):
            if now - answer.made < FILES_CACHE_SECONDS:
                break
            self._drop(key)

    def _drop(self, key: Key) -> None:
        answer = self._answers.pop(key, None)
        if answer:
            self._bytes -= len(answer.body)
