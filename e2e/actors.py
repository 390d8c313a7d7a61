"""Real Yjs documents with sockets of their own, in one Node process: `bench/actors.mjs`."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PROGRAM = Path(__file__).parents[1] / "bench" / "actors.mjs"
END_SECONDS = 10
# Longer than the two seconds in which a change of role takes effect, on a machine that is busy.
WAIT_SECONDS = 20


class Actors:
    """Tells the process what its actors do, one thing after the other."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            ["node", str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def tell(self, command: str, **facts: object) -> Any:  # noqa: ANN401  # as JSON has it
        """Has a command done, and gives its result."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": command, **facts}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def state(self, actor: str) -> dict[str, Any]:
        """What an actor is and sees."""
        state: dict[str, Any] = self.tell("state", actor=actor)
        return state

    def converge(self, among: Sequence[str]) -> str:
        """Waits until all are through with the server and see the same; what that is."""
        if not self.tell("converge", among=list(among), seconds=WAIT_SECONDS):
            states = {actor: self.state(actor) for actor in among}
            raise AssertionError(f"they do not converge: {json.dumps(states, indent=1)}")
        return str(self.state(among[0])["content"])
