"""Has a child process read the files out of documents, one document at a time."""

from collections.abc import Sequence

from .child import Child
from .limits import EXTRACTION_SECONDS, MAX_FILES_ANSWER_BYTES

CHILD = "coterie_realtime.extraction_child"

# Around the files, in the child's answer.
ANSWER_OVERHEAD_BYTES = 1_024


class Extractor:
    """`extract` is never called twice at once."""

    def __init__(self) -> None:
        self._child = Child(CHILD, MAX_FILES_ANSWER_BYTES + ANSWER_OVERHEAD_BYTES)

    async def extract(self, updates: Sequence[bytes]) -> bytes:
        """The JSON of a document's files (`document_files.files_json`).

        Raises:
            ChildFailed: there is none.
        """
        return await self._child.ask(updates, EXTRACTION_SECONDS)

    async def close(self) -> None:
        """Ends the child, whatever it does."""
        await self._child.close()
