"""Hostile input in bulk: `python fuzz.py --frames 100000 --seed 1 --seconds 1800`.

After each batch two bystanders work, and the servers are the processes that were started and have
not complained. In the end they are killed and started anew, and what they kept is loaded by Yjs.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import secrets
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from conftest import SERVICE_KEY, Managed
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fuzz_attack import ROOMS, Attack, Targets
from fuzz_bystanders import Bystanders
from fuzz_silent import silence_is_noticed
from fuzz_sockets import TAKEN, Listener
from node_programs import CLIENTS, output_of, program
from watched_server import WatchedServer

from coterie_realtime.holding import Holding
from coterie_realtime.update import scan_kept

BATCH = 500
LOAD_SECONDS = 60
MIB = 1 << 20


class Fuzz:
    """Two servers, their bystanders and the attack on them."""

    def __init__(self, folder: Path, seed: int, frames: int) -> None:
        key = Ed25519PrivateKey.generate()
        self.alone = WatchedServer(made(folder / "alone"))
        self.managed = WatchedServer(made(folder / "managed"), of_a_silent_django(key))
        self.seed = seed
        self.frames = frames
        self.attack: Attack
        self.waits: list[float] = []
        """Of the bystanders."""
        self.silences: list[float] = []
        """Seconds until a client that fell silent was taken for dead, where that was asked for."""
        self.memory: list[int] = []
        """Of the server on its own, after each batch."""
        self._key = key

    async def run(self, until: float, *, silent: bool = False) -> None:
        """All of it; `until` is when no other batch begins, by the monotonic clock.

        With `silent`, clients fall silent meanwhile.
        """
        targets = Targets(self.alone.start(), Managed(self.managed.start(), self._key))
        recorded = (await output_of("record.mjs")).split()
        self.attack = Attack(self.seed, targets, [bytes.fromhex(line) for line in recorded])
        alone = f"{targets.alone}/bystanders?coterie=1"
        try:
            async with (
                Bystanders.joined(alone, alone) as bystanders,
                Bystanders.joined(
                    targets.managed.link(sub="ada"), targets.managed.link(sub="bob")
                ) as colleagues,
                witness(targets.alone) as seen,
                listening(targets.alone) as listeners,
            ):
                async with asyncio.TaskGroup() as group:
                    if silent:
                        group.create_task(self._silences(targets.alone))
                    await self._batches(until, bystanders, colleagues)
                self.waits = [*bystanders.waits, *colleagues.waits]
                told = {room: holding(one.updates) for room, one in listeners.items()}
                await seen()
            await self._loads(targets, told)
            self.alone.stop()
            self.managed.stop()
        finally:
            self.alone.close()
            self.managed.close()

    async def _batches(self, until: float, *bystanders: Bystanders) -> None:
        number = 0
        while self.attack.count < self.frames and time.monotonic() < until:
            await self.attack.batch(number, min(BATCH, self.frames - self.attack.count))
            number += 1
            for pair in bystanders:
                await pair.exchange()
            self.alone.check()
            self.managed.check()
            self.memory.append(self.alone.memory_bytes())

    async def _silences(self, url: str) -> None:
        quiet, busy = silence_is_noticed(url, busy=False), silence_is_noticed(url, busy=True)
        self.silences = list(await asyncio.gather(quiet, busy))

    async def _loads(self, targets: Targets, told: dict[str, Holding]) -> None:
        """A killed server's successor has just what everybody was told, and Yjs can load it."""
        self.alone.kill()
        assert self.alone.start() == targets.alone
        async with listening(targets.alone) as listeners:
            for room, one in listeners.items():
                kept = holding([await one.whole()])
                assert kept == told[room], f"seed {self.seed}, {room}"
        # By the second time it may have been compacted, of which nobody notices anything.
        loads = []
        for _ in range(2):
            async with witness(targets.alone) as seen:
                loads.append(await seen())
        different = [room for room in ROOMS if loads[0][room] != loads[1][room]]
        assert not different, f"seed {self.seed}, {different}"
        self.alone.check()

    def summary(self, seconds: float) -> str:
        """One paragraph."""
        outcomes = self.attack.outcomes
        closed = ", ".join(
            f"{count:,} with {code}" for code, count in sorted(outcomes.items()) if code != TAKEN
        )
        waits = sorted(self.waits)
        silences = " and ".join(f"{waited:.1f}" for waited in self.silences)
        return " ".join(
            (
                f"{self.attack.count:,} hostile inputs (seed {self.seed}) in {seconds:.0f} s"
                " against a node on its own and one with a Django, each one process all the time:",
                f"{outcomes[TAKEN]:,} closed nothing, the others their own socket ({closed}).",
                f"{len(waits)} edits of bystanders were delivered and acknowledged, half of them"
                f" within {waits[len(waits) // 2] * 1000:.0f} ms, the slowest in"
                f" {waits[-1] * 1000:.0f} ms.",
                f"Memory: {self.memory[0] / MIB:.0f} MiB after the first {BATCH} inputs,"
                f" {self.memory[-1] / MIB:.0f} MiB after the last.",
                f"After a kill all {len(ROOMS)} attacked rooms were there, with just what their"
                " clients had been told, and Yjs loaded them without an error.",
                f"Stopped clients were taken for dead after {silences} s." if silences else "",
                "No traceback in the logs.",
            )
        ).replace("  ", " ")


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def of_a_silent_django(key: Ed25519PrivateKey) -> dict[str, str]:
    """The environment of a node whose Django does not answer: tokens are all that it needs."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {
        "DJANGO_API": f"http://127.0.0.1:{port}",
        "COTERIE_SERVICE_KEYS": SERVICE_KEY,
        "COTERIE_TOKEN_PUBLIC_KEYS": public.decode(),
    }


def holding(updates: Sequence[bytes]) -> Holding:
    """Which clocks updates write and delete, together."""
    return Holding.of(scan_kept(update) for update in updates)


@contextlib.asynccontextmanager
async def listening(url: str) -> AsyncIterator[dict[str, Listener]]:
    """A listener in each room."""
    async with contextlib.AsyncExitStack() as stack:
        yield {
            room: await stack.enter_async_context(Listener.open(f"{url}/{room}")) for room in ROOMS
        }


@contextlib.asynccontextmanager
async def witness(url: str) -> AsyncIterator[Any]:
    """Stock clients in all rooms; what is given tells what they hold, once, and ends them."""
    arguments = [url, str(LOAD_SECONDS), *ROOMS]
    async with program(CLIENTS / "witness.mjs", *arguments) as process:
        assert process.stdin
        assert process.stdout
        stdin, stdout = process.stdin, process.stdout
        assert await stdout.readline() == b"ready\n"

        async def seen() -> dict[str, Any]:
            stdin.close()
            written = await stdout.read()
            assert await process.wait() == 0, "a stock client failed: see above"
            report: dict[str, Any] = json.loads(written)
            return report

        yield seen
        assert await process.wait() == 0, "a stock client failed: see above"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("fuzz", description=__doc__)
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1 << 32))
    parser.add_argument("--seconds", type=float, default=1_800.0, help="begin no batch after that")
    return parser.parse_args()


def main() -> None:
    """Says its seed first, and how it went in the end; a failure has another exit status."""
    given = arguments()
    # It warns of each message that is larger than what the kernel takes at once.
    logging.getLogger("picows").setLevel(logging.ERROR)
    print(f"seed {given.seed}", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        fuzz = Fuzz(Path(folder), given.seed, given.frames)
        asyncio.run(fuzz.run(started + given.seconds, silent=True))
    print(fuzz.summary(time.monotonic() - started))
    if fuzz.attack.count < given.frames:
        sys.exit(f"only {fuzz.attack.count:,} of {given.frames:,} in {given.seconds:.0f} s")


if __name__ == "__main__":
    main()
