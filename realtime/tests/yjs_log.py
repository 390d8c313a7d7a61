"""Answers the questions of `yjs-histories.mjs`: a log that is compacted while people edit.

What a node does with a log, without its sockets: history, compaction beside it, restart.
"""

import base64
import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

from coterie_realtime.compact import compact
from coterie_realtime.document_files import files_json
from coterie_realtime.history import History, merge
from coterie_realtime.holding import Holding, Short
from coterie_realtime.protocol import encode_state_vector
from coterie_realtime.update import scan

EDITORS = Path(__file__).with_name("yjs-histories.mjs")

NO_NEWS = b"\x00\x00"


class YjsLog:
    """One history after the other."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.compactions = 0
        self.merged_bytes = 0
        """Of all logs that were compacted, merged only."""
        self.compacted_bytes = 0
        self._empty()

    def answer(self, question: dict[str, str]) -> bytes:
        """Does what one line asks for; raises when what comes of it is wrong."""
        kind = question["op"]
        if kind == "update":
            return self._update(base64.b64decode(question["data"]))
        if kind == "missing":
            return self._history.missing_from(base64.b64decode(question["data"]))
        if kind == "shown":
            return self._shown(base64.b64decode(question["data"]).decode())
        answers: dict[str, Callable[[], bytes | None]] = {
            "empty": self._empty,
            "state": lambda: encode_state_vector(self._history.state),
            "compaction begins": self._compaction_begins,
            "compaction ends": self._compaction_ends,
            "restart": self._restart,
            "all as it came": lambda: merge(self._came),
        }
        return answers[kind]() or b""

    def _empty(self) -> None:
        self._history = History()
        self._log: list[bytes] = []
        self._came: list[bytes] = []
        """Updates as they came, never compacted."""
        self._expected = Holding.of([])
        self._read = 0
        """How many updates the log had when the compaction began."""

    def _update(self, update: bytes) -> bytes:
        news = self._history.news(update, scan(update))
        if news is None:
            return NO_NEWS
        self._history.add(news)
        self._log.append(news.update)
        self._came.append(news.update)
        return news.update

    def _compaction_begins(self) -> None:
        self._history.compaction_begins()
        self._expected = self._history.holding()
        self._read = len(self._log)

    def _compaction_ends(self) -> None:
        # A node reads its log a moment after it began: some of what came since is in it.
        count = self._chance.randint(self._read, len(self._log))
        read = self._log[:count]
        compacted = compact(read)
        assert compacted.holding.holds(self._expected)
        assert self._history.holding().holds(compacted.holding)
        assert compact([compacted.update]).update == compacted.update
        self._history.compaction_ends(Short([compacted.update], compacted.holding))
        self._log[:count] = [compacted.update]
        self.compactions += 1
        self.merged_bytes += len(merge(read))
        self.compacted_bytes += len(compacted.update)

    def _shown(self, text: str) -> bytes:
        # The child that reads files reads the same in the short form.
        files = json.loads(files_json(self._log))["files"]
        assert files[0]["text"] == text
        return b""

    def _restart(self) -> None:
        before = self._history.holding()
        self._history = History(self._log)
        assert self._history.holding() == before


def edit(first_seed: int, histories: int, steps: int) -> YjsLog:
    """Has people edit together, and checks that all that they see is the same.

    Raises:
        AssertionError: it is not; the output of the editors says where.
    """
    log = YjsLog(first_seed)
    command = ["node", str(EDITORS), str(first_seed), str(histories), str(steps)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as editors:
        assert editors.stdin
        assert editors.stdout
        try:
            for line in editors.stdout:
                question = json.loads(line)
                if question["op"] == "done":
                    break
                editors.stdin.write(base64.b64encode(log.answer(question)).decode() + "\n")
                editors.stdin.flush()
        finally:
            editors.stdin.close()
            editors.stdout.close()
    assert editors.returncode == 0, f"seed {first_seed}: the editors differ"
    return log
