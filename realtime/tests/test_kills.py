"""Twenty kills at random moments under load: nothing acknowledged is ever missing [DU3]."""

import asyncio
import random

from client import Client
from conftest import Process

from coterie_realtime.protocol import decode_state_vector

KILLS = 20
WRITERS = 4
SEED = 20


async def test_nothing_acknowledged_is_ever_missing(process: Process) -> None:
    generator = random.Random(SEED)
    url = process.start()
    promised: dict[int, int] = {}
    """Acknowledged letters by Yjs client: one clock each."""
    for kill in range(KILLS):
        ids = range(100 + kill * WRITERS, 100 + (kill + 1) * WRITERS)
        enough = generator.randint(1, 300)
        moment = asyncio.Event()
        writers = [
            asyncio.create_task(write_until_killed(f"{url}/r", one, enough, moment)) for one in ids
        ]
        await moment.wait()
        process.kill()
        for client_id, acknowledged in zip(ids, await asyncio.gather(*writers), strict=True):
            promised[client_id] = acknowledged
        assert process.start() == url
        async with Client.joined(f"{url}/r", client_id=99) as reader:
            kept = decode_state_vector(reader.doc.get_state())
        missing = {one: count for one, count in promised.items() if kept.get(one, 0) < count}
        assert not missing, f"seed {SEED}, kill {kill}: {missing} of {kept}"
    assert sum(promised.values()) > KILLS


async def write_until_killed(url: str, client_id: int, enough: int, moment: asyncio.Event) -> int:
    """Types letter after letter; how many were acknowledged when the server was gone.

    Sets `moment` once that were `enough`, and types on.
    """
    async with Client.joined(f"{url}?coterie=1", client_id=client_id) as client:
        while not client.disconnected:
            client.type("x")
            await asyncio.sleep(0)
            if client.acknowledged >= enough:
                moment.set()
        return client.acknowledged
