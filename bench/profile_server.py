"""Where the realtime server's time goes under a load: samples of its stacks, native ones too.

`make profile LOAD=rooms` prints what ran most often, alone and with what it called.
"""

import argparse
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import uvloop
from servers import cores
from servers.contestants import OURS, PEERS_PYTHON
from servers.fanout import fan_out
from servers.fanout_report import BUSY_ROOM, SMALL_ROOMS
from servers.joining import joined, written
from servers.keystrokes import LongDocument
from servers.process import ServerProcess
from servers.watching import Watch
from servers.wire import EMPTY_STATE
from servers.writers import Load

PY_SPY = PEERS_PYTHON.with_name("py-spy")
SECONDS = 10.0
SAMPLES_PER_SECOND = 500
SHOWN = 30
# Threads that wait for work, which py-spy takes for busy.
WAITING = frozenset(("_queue_SimpleQueue_get", "epoll_pwait", "epoll_wait"))
# Functions are shown, not their lines.
LINE = re.compile(r":\d+(?=\)$)")
OURS_MARK = "coterie_realtime/"
# py-spy writes what it has when it ends, which takes it a while with native stacks.
FINISH_SECONDS = 60


@contextmanager
def _sampled(server: ServerProcess, stacks: Path) -> Iterator[None]:
    """Samples a server's stacks into a file."""
    options = [
        "--native",
        "--threads",
        "--function",
        "--format",
        "raw",
        "--rate",
        str(SAMPLES_PER_SECOND),
    ]
    options += ["--duration", str(round(SECONDS)), "--output", str(stacks)]
    process = psutil.Process(server.pid)
    before = process.cpu_times()
    with subprocess.Popen(
        [PY_SPY, "record", *options, "--pid", str(server.pid)], stdout=subprocess.DEVNULL
    ) as sampler:
        yield
        after = process.cpu_times()
        sampler.wait(FINISH_SECONDS)
    user, kernel = after.user - before.user, after.system - before.system
    print(f"{user + kernel:.2f} s of CPU, {kernel / (user + kernel):.0%} of it in the kernel")


def _report(stacks: Path) -> None:
    alone, within = Counter[str](), Counter[str]()
    for line in stacks.read_text().splitlines():
        stack, _, samples = line.rpartition(" ")
        frames = [LINE.sub("", frame) for frame in stack.split(";")]
        if any(frame.split(" ")[0] in WAITING for frame in frames):
            continue
        alone[frames[-1]] += int(samples)
        # Once a stack, however often a function calls itself.
        within.update({frame: int(samples) for frame in frames if OURS_MARK in frame})
    total = alone.total()
    for title, counts in (("alone", alone), ("our functions with what they called", within)):
        print(f"\n{title}, share of {total} samples")
        for name, count in counts.most_common(SHOWN):
            print(f"{count / total:6.1%}  {name}")


async def _typing(load: Load, folder: Path, watch: Watch) -> None:
    outcome = await fan_out(OURS, load._replace(seconds=SECONDS), folder, watch)
    if outcome.complaint:
        raise RuntimeError(outcome.complaint)


async def _joining(folder: Path, watch: Watch, *, has_all: bool) -> None:
    document = LongDocument(None)
    with ServerProcess(OURS, folder) as server:
        author = await written(server, document)
        with watch(server):
            begun = time.monotonic()
            while time.monotonic() - begun < SECONDS:
                await joined(server, document.state_vector if has_all else EMPTY_STATE, 1)
        await author.close()


LOADS: Mapping[str, Callable[[Path, Watch], Coroutine[None, None, None]]] = {
    "fanout": partial(_typing, BUSY_ROOM),
    "rooms": partial(_typing, SMALL_ROOMS),
    "join": partial(_joining, has_all=False),
    "reconnect": partial(_joining, has_all=True),
}


def main() -> None:
    """Starts a server, puts the load on it, and prints where its time went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("load", nargs="?", choices=LOADS, default="fanout")
    load = LOADS[parser.parse_args().load]
    with tempfile.TemporaryDirectory() as name, cores.on(cores.LOAD):
        folder = Path(name)
        stacks = folder / "stacks"
        uvloop.run(load(folder, lambda server: _sampled(server, stacks)))
        _report(stacks)


if __name__ == "__main__":
    main()
