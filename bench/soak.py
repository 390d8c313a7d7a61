"""A crowd that comes and goes for ten minutes, first under kills, then to see whether memory grows.

`make soak`: 200 people with real Yjs documents in 20 rooms of a `coterie-realtime` of its own.
In the first part the server is killed with SIGKILL at random moments, and whatever it had
acknowledged must be there for who comes next. In the second it runs on, and what it holds must
not grow. In the end everybody in a room sees the same. Prints what it saw, and exits with 1 where
something was not so.
"""

import argparse
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))

from actors import Actors

PEOPLE = 200
ROOMS = 20
STEPS_PER_SECOND = 2.0
KILLS = 200
# What part of the time is for kills.
KILLING = 0.55
# Between a start and the next kill, in seconds.
LIFE = (0.1, 1.2)
# Of the second part: until everything has been used that is kept once it was.
WARM_UP = 0.4
SAMPLE_SECONDS = 2.0
SETTLE_SECONDS = 60
# Of the median of the last third over that of the first.
MAX_GROWTH = 1.10
MIB = 1 << 20


class Server:
    """`coterie-realtime` with a store that outlives it."""

    def __init__(self, folder: Path) -> None:
        self._store = f"sqlite:///{folder}/documents.sqlite3"
        self._log = (folder / "log").open("a+")
        self._port = 0

    def start(self) -> str:
        command = [sys.executable, "-m", "coterie_realtime", "--port", str(self._port)]
        self._process = subprocess.Popen(
            [*command, "--store", self._store],
            env={"PATH": "", "COTERIE_MAX_CONNECTIONS_PER_ADDRESS": str(10 * PEOPLE)},
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        found = re.search(r"ws://127\.0\.0\.1:(\d+)", line)
        assert found, f"it did not start: {line!r}"
        self._port = int(found[1])
        return found[0]

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        self._process.terminate()
        return self._process.wait(20)

    @property
    def memory(self) -> float:
        """Of the server without its children, in MiB."""
        return float(psutil.Process(self._process.pid).memory_info().rss / MIB)

    @property
    def complaints(self) -> list[str]:
        """Lines of the log that no healthy server writes."""
        self._log.seek(0)
        return [line for line in self._log if re.search(r"ERROR|CRITICAL|Traceback", line)]


def under_kills(server: Server, actors: Actors, seconds: float, generator: random.Random) -> int:
    """Kills the server again and again; how many acknowledged edits were missing afterwards."""
    lost = 0
    end = time.monotonic() + seconds
    observer = "observer"
    actors.tell("add", actor=observer)
    for kills in range(1, KILLS + 1):
        # Spread over the time there is; a machine that is too slow takes longer instead.
        life = generator.uniform(*LIFE)
        left = (end - time.monotonic()) / (KILLS - kills + 1)
        time.sleep(min(life, max(LIFE[0], left)))
        promised: dict[str, Any] = actors.tell("crowdPromised")
        server.kill()
        url = server.start()
        room = generator.randrange(ROOMS)
        actors.tell("renew", actor=observer)
        actors.tell("connect", actor=observer, url=f"{url}/soak-{room}?coterie=1")
        assert actors.tell("settle", actor=observer, seconds=SETTLE_SECONDS)
        lacks = actors.tell("lacks", actor=observer, promised=promised[str(room)])
        lost += len(lacks)
        for lack in lacks:
            print(f"  lost after kill {kills} in room {room}: {lack}", flush=True)
        if kills % 50 == 0:
            print(f"  {kills} kills, {lost} acknowledged edits lost", flush=True)
    return lost


def growth(server: Server, seconds: float) -> float:
    """How much larger the server is in the last third than in the first, after a warm-up."""
    time.sleep(seconds * WARM_UP)
    samples: list[float] = []
    end = time.monotonic() + seconds * (1 - WARM_UP)
    while time.monotonic() < end:
        samples.append(server.memory)
        time.sleep(SAMPLE_SECONDS)
    third = len(samples) // 3
    first, last = statistics.median(samples[:third]), statistics.median(samples[-third:])
    print(f"  memory {first:.1f} -> {last:.1f} MiB, at most {max(samples):.1f}", flush=True)
    return last / first


def soak(seconds: float, seed: int) -> bool:
    """Whether all went well."""
    generator = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, Actors() as actors:
        server = Server(Path(folder))
        options = {
            "count": PEOPLE,
            "rooms": ROOMS,
            "url": server.start(),
            "stepsPerSecond": STEPS_PER_SECOND,
            "seed": seed,
        }
        actors.tell("crowd", options=options)
        actors.tell("crowdStart")
        print(f"soak: {PEOPLE} people in {ROOMS} rooms, {seconds:.0f} s, seed {seed}", flush=True)
        lost = under_kills(server, actors, seconds * KILLING, generator)
        grown = growth(server, seconds * (1 - KILLING))
        actors.tell("crowdStop")
        divided = actors.tell("crowdConverge", seconds=SETTLE_SECONDS)
        counts = actors.tell("crowdCounts")
        actors.tell("crowdCut")
        status = server.stop()
        complaints = server.complaints
        print(f"  {counts['edits']} edits, {counts['comings']} connections")
        print(f"  rooms that differ: {'not settled' if divided is None else divided or 'none'}")
        print(f"  errors in the log: {len(complaints)}; exit status {status}")
        for line in complaints[:5]:
            print(f"    {line.rstrip()}")
    good = lost == 0 and grown <= MAX_GROWTH and divided == [] and not complaints and status == 0
    print(
        f"soak: {KILLS} kills, {lost} lost, memory x {grown:.3f}: {'well' if good else 'NOT WELL'}"
    )
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    given = parser.parse_args()
    sys.exit(0 if soak(given.seconds, given.seed) else 1)


if __name__ == "__main__":
    main()
