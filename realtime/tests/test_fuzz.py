"""Hostile input in small: `make fuzz` does the same with twenty times as much, and other seeds."""

import time
from pathlib import Path
from random import Random

import pytest
from fuzz import Fuzz
from fuzz_bytes import ByteMaker
from fuzz_frames import FrameMaker
from fuzz_sockets import TAKEN
from node_programs import output_of

from coterie_realtime.close_codes import CloseCode

SEED = 6
INPUTS = 5_000
SECONDS = 120


@pytest.mark.timeout(SECONDS + 60)
async def test_hostile_input_touches_nothing_else(tmp_path: Path) -> None:
    """[WS8] [SY2] [DU3]: bystanders work after each batch, in the same processes; what was kept is
    what everybody was told, and Yjs can load it."""
    fuzz = Fuzz(tmp_path, SEED, INPUTS)
    await fuzz.run(time.monotonic() + SECONDS)
    assert fuzz.attack.count == INPUTS
    # Much of it gets past the parser, and much does not.
    assert fuzz.attack.outcomes[TAKEN] > INPUTS / 5
    assert fuzz.attack.outcomes[CloseCode.MALFORMED] > INPUTS / 5
    assert min(fuzz.attack.kinds.values()) > INPUTS / 100


async def test_the_same_seed_makes_the_same_input() -> None:
    """What a failure says is enough to see it again."""
    recorded = [bytes.fromhex(line) for line in (await output_of("record.mjs")).split()]
    makers = [FrameMaker(Random("1/2/3"), recorded) for _ in range(2)]
    for _ in range(500):
        assert makers[0].make() == makers[1].make()
    one, other = (ByteMaker(Random("1/2/3")) for _ in range(2))
    for _ in range(500):
        assert one.frames() == other.frames()
        assert one.head() == other.head()
        assert one.claim("room", "token") == other.claim("room", "token")
