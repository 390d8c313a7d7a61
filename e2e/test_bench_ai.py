"""The bench of suggestions: its holes hold, its scores count, and it runs without a network."""

import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from ai.asking import Suggested
from ai.completing import Completer
from ai.hole import Hole, hole_read, holes
from ai.recorded import MISSES, Habit, habit_of
from ai.report import report
from ai.run import run
from ai.scores import Score, total

ROOT = Path(__file__).parents[1]
LEAST_HOLES = 40
WAIT_SECONDS = 10


@pytest.fixture
def completer(tmp_path: Path) -> Completer:
    return Completer(tmp_path)


def hole(before: str = "x = ", answer: str = "1", tests: str = "assert x == 1") -> Hole:
    return Hole(name="x", language="python", before=before, answer=answer, behind="\n", tests=tests)


def score(text: str = "", failure: str = "", milliseconds: float = 1, **of_hole: str) -> Score:
    suggested = Suggested(text=text, failure=failure, milliseconds=milliseconds)
    return Score(hole=hole(**of_hole), suggested=suggested, passes=text == "1")


async def test_runs_on_scripted_answers_and_judges_them_right() -> None:
    done = await run("recorded")
    assert len(done.scores) >= LEAST_HOLES
    for number, score in enumerate(done.scores):
        habit = habit_of(number)
        # What the product makes of fences, echoes and the like is the answer itself.
        assert score.passes == (habit not in MISSES), (score.hole.path, habit, score.suggested)
        assert score.suggested.failure == ""
        assert (score.suggested.text == "") == (habit is Habit.SILENT)
    table = report(done.scores, engine="recorded", left_out=done.left_out, scripted_dialect="chat")
    assert "No model: scripted answers" in table
    assert f"| **all** | {len(done.scores)} | 7" in table


def test_no_hole_passes_without_an_answer(completer: Completer) -> None:
    for each in holes():
        if not completer.lacks(each.language):
            assert not completer.passes(each, ""), each.path


def test_a_language_that_cannot_be_run_is_left_out_and_told(
    completer: Completer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert completer.lacks("go") == "`go` is not installed"
    table = report([score("1")], engine="local", left_out={"go": (8, completer.lacks("go"))})
    assert "Left out: 8 holes in go, because `go` is not installed." in table


def test_an_answer_that_leaves_before_the_tests_does_not_pass(completer: Completer) -> None:
    assert completer.passes(hole(), "1")
    assert not completer.passes(hole(), "1\nimport os\nos._exit(0)")


def test_an_answer_sees_no_keys(completer: Completer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "a key")
    tests = "import os\nassert 'GEMINI_API_KEY' not in os.environ and 'PATH' in os.environ"
    assert completer.passes(hole(tests=tests), "1")


def test_an_answer_gets_little_memory_and_time(completer: Completer) -> None:
    assert completer.passes(hole(tests=""), "len(bytearray(1 << 20))")
    assert not completer.passes(hole(tests=""), "1\nwhile True: pass")
    if sys.platform == "linux":
        assert not completer.passes(hole(tests=""), "len(bytearray(1 << 30))")


def test_what_an_answer_starts_ends_with_it(completer: Completer, tmp_path: Path) -> None:
    address = str(tmp_path / "s")
    child = (
        "import socket\ns = socket.socket(socket.AF_UNIX)\n"
        f"s.connect({address!r})\nprint('here', flush=True)\ns.recv(1)"
    )
    answer = (
        "1\nimport subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}], stdout=subprocess.PIPE)\n"
        "assert child.stdout.readline()"
    )
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        assert completer.passes(hole(), answer)
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(WAIT_SECONDS)
            # Nobody is there any more.
            assert connection.recv(1) == b""


def test_scores_count_failures_as_wrong_and_in_no_time() -> None:
    sums = total([score("1", milliseconds=10), score(" "), score(failure="ai-quota")])
    assert (sums.holes, sums.empty, sums.failures) == (3, 1, 1)
    assert sums.passed == sums.exact == sums.next_line == 1 / 3
    assert (sums.p50, sums.p95) == (1, 10)
    assert total([score(failure="ai-quota")]).p50 is None
    table = report([score(failure="ai-quota")], engine="gemini", left_out={})
    assert "| **all** | 1 | 0% | 0% | 0% | 0 | 1 | – | – |" in table
    assert "`ai-quota` × 1" in table


@pytest.mark.parametrize(
    ("text", "share"),
    [("abcd", 1.0), ("abxd", 0.5), ("abcdef\nz", 1.0), ("\n  abcd", 1.0), ("xabcd", 0.0), ("", 0)],
)
def test_the_next_line_counts_from_its_beginning(text: str, share: float) -> None:
    assert score(text, answer="abcd\nefgh").next_line == share


def test_cursors_count_in_utf_16(tmp_path: Path) -> None:
    assert replace(hole(), before="👍é").cursor_position == 3


def test_a_file_that_is_no_hole_is_told_by_name(tmp_path: Path) -> None:
    file = tmp_path / "broken.hole"
    file.write_text("x = ⟦1\n=== tests\n")
    with pytest.raises(ValueError, match=r"broken\.hole"):
        hole_read(file)


def test_an_engine_that_is_not_configured_is_told() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ai", "openai_compatible"],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "bench")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 1
    assert "COTERIE_AI_BASE_URL" in ran.stderr
    assert ran.stdout == ""
