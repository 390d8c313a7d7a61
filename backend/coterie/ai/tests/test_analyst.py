"""The child processes: what they may see, and that they die and come back."""

import array
import asyncio
import fcntl
import os
import signal
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from coterie.ai.analysis.analyst import AnalysisFailed, Analyst
from coterie.ai.analysis.limits import MAX_WAITING
from coterie.ai.tests.conftest import until

SECONDS = 20
# Twice and more of what the slowest such answer takes.
MEMBER_SECONDS = 0.3


@pytest.fixture
def texts() -> Iterator[Analyst]:
    analyst = Analyst("texts")
    yield analyst
    analyst.close()


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Analyst]:
    analyst = Analyst("python", tmp_path_factory.mktemp("jedi"))
    yield analyst
    analyst.close()


def line(analyst: Analyst, seconds: float = SECONDS) -> "asyncio.Future[str]":
    body = {"prefix": "hello world\nhel", "suffix": "", "others": []}
    return asyncio.ensure_future(analyst.ask("line", body, seconds=seconds))


async def running(analyst: Analyst) -> int:
    """The process id of a child that has nothing to do."""
    assert await line(analyst) == "lo world"
    await until(lambda: analyst.is_warm)
    assert analyst.pid is not None
    return analyst.pid


def has_been_asked(pid: int) -> bool:
    """Something lies in its pipe that it has not read."""
    count = array.array("i", [0])
    with Path(f"/proc/{pid}/fd/0").open("rb") as questions:
        fcntl.ioctl(questions, termios.FIONREAD, count)
    return count[0] > 0


async def test_a_killed_child_is_replaced(texts: Analyst) -> None:
    pid = await running(texts)
    os.kill(pid, signal.SIGKILL)
    await until(lambda: not Path(f"/proc/{pid}/fd/1").exists())
    assert await line(texts) == "lo world"
    assert texts.pid != pid


async def test_one_that_is_killed_at_work_costs_one_answer(texts: Analyst) -> None:
    pid = await running(texts)
    os.kill(pid, signal.SIGSTOP)
    hanging = line(texts)
    await until(lambda: has_been_asked(pid))
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(AnalysisFailed):
        await hanging
    assert await line(texts) == "lo world"


async def test_one_that_takes_too_long_is_killed(texts: Analyst) -> None:
    pid = await running(texts)
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(AnalysisFailed):
        await line(texts, seconds=0.1)
    assert not Path(f"/proc/{pid}").exists()
    assert await line(texts) == "lo world"


async def test_what_waits_is_bounded(texts: Analyst) -> None:
    pid = await running(texts)
    os.kill(pid, signal.SIGSTOP)
    waiting = [line(texts) for _ in range(MAX_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(AnalysisFailed):
        await line(texts)
    # Those who give up are not waited for either.
    for call in waiting[1:]:
        call.cancel()
    os.kill(pid, signal.SIGCONT)
    assert await waiting[0] == "lo world"
    await asyncio.gather(*waiting[1:], return_exceptions=True)
    assert await line(texts) == "lo world"


async def test_what_a_job_raises_costs_nothing_more(texts: Analyst) -> None:
    with pytest.raises(AnalysisFailed):
        await texts.ask("line", {"prefix": 7}, seconds=SECONDS)
    with pytest.raises(AnalysisFailed):
        await texts.ask("nothing", None, seconds=SECONDS)
    pid = texts.pid
    assert await running(texts) == pid


async def test_it_sees_no_keys_and_has_limits(
    texts: Analyst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "not-for-children")
    await line(texts)
    environment = Path(f"/proc/{texts.pid}/environ").read_bytes()
    names = {entry.partition(b"=")[0] for entry in environment.split(b"\0") if entry}
    assert names <= {b"PYTHONPATH", b"LC_ALL", b"LC_CTYPE"}
    limits = Path(f"/proc/{texts.pid}/limits").read_text()
    assert f"{512 << 20}" in next(row for row in limits.split("\n") if "address space" in row)


async def complete(python: Analyst, code: str) -> str:
    return str(await python.ask("complete", {"prefix": code, "suffix": ""}, seconds=SECONDS))


async def test_python_is_completed_where_it_stands(python: Analyst) -> None:
    assert await complete(python, "import os\nos.pa") == "th"
    # What the file uses already comes first.
    used = "import json\njson.loads('1')\njson.loads('2')\njson."
    assert await complete(python, used) == "loads"
    assert await complete(python, "x = 3\nx.zzz") == ""
    assert await complete(python, "import os\nos.PA") in ("", "TH")


async def test_what_was_read_costs_no_pause(python: Analyst) -> None:
    """Collections do not go through all that jedi has read: that would be half a second of work."""
    python.warm()
    await until(lambda: python.is_warm)
    body = "".join(f"def f{n}(a, b):\n    return os.path.join(a, str(b))\n\n" for n in range(330))
    ends = ("os.pa", "re.com", "json.du", "text.sp", "[].app", "os.path.jo")
    work = []
    for number in range(20):
        for end in ends:
            began = worked(python)
            await complete(python, f"import json, os, re\ntext = ''\n{body}x = {number}\n{end}")
            work.append(worked(python) - began)
    # Of each end the first one may read something new.
    assert max(work[len(ends) :]) < MEMBER_SECONDS


def worked(python: Analyst) -> float:
    """Seconds of CPU that the child has used: waiting for a busy machine is none."""
    fields = Path(f"/proc/{python.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def test_a_room_cannot_look_around_on_the_server(python: Analyst, tmp_path: Path) -> None:
    (tmp_path / "hidden_module.py").write_text("TREASURE_MAP = 1\n")
    (tmp_path / "buildout.cfg").write_text("")
    for path in (f"sys.path.append('{tmp_path}')", f"sys.path[0:0] = ['{tmp_path}']"):
        code = f"import sys\n{path}\nimport hidden_module\nhidden_module.TREA"
        assert await complete(python, code) == ""
    # Nor what it has installed, nor our own code.
    assert await complete(python, "import django\ndjango.") == ""
    assert await complete(python, "from coterie.config import settings\nsettings.SECR") == ""


async def test_nothing_of_a_room_is_run(python: Analyst, tmp_path: Path) -> None:
    proof = tmp_path / "ran"
    run = f"__import__('os').system('touch {proof}')"
    code = f"import pathlib\nx = pathlib.Path('{proof}').touch()\n{run}\nx."
    await complete(python, code)
    assert not proof.exists()
