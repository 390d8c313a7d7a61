"""Lanes: a bounded number of requests inside, freed when their response starts."""

import asyncio
import re
import threading
from typing import Any

from asgiref.sync import sync_to_async

from coterie.lanes import ByPath, Lanes

SCOPE: Any = {"type": "http"}


class Slow:
    """An application whose requests stay until they are let go; counts who is inside."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.threads: set[str] = set()
        self.let_go = asyncio.Event()
        self.let_end = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await sync_to_async(lambda: self.threads.add(threading.current_thread().name))()
        await receive()
        await self.let_go.wait()
        self.inside -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.let_end.wait()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def nothing() -> Any:
    return {"type": "http.request", "body": b"", "more_body": False}


class Sent(list[Any]):
    """What an application sent."""

    async def __call__(self, event: Any) -> None:
        self.append(event)


async def until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


async def test_no_more_than_the_lanes_are_inside() -> None:
    slow = Slow()
    lanes = Lanes(slow, 2)
    calls = [asyncio.create_task(lanes(SCOPE, nothing, Sent())) for _ in range(10)]
    await until(lambda: len(slow.threads) == 2)
    assert slow.inside == 2
    slow.let_go.set()
    # All have started to answer though none has ended: a stream does not hold its lane.
    await until(lambda: slow.inside == 0 and slow.most == 2)
    assert not any(call.done() for call in calls)
    slow.let_end.set()
    await asyncio.gather(*calls)
    assert {name.rsplit("_", 1)[0] for name in slow.threads} == {"django-0", "django-1"}


async def test_a_slow_sender_holds_no_lane() -> None:
    slow = Slow()
    slow.let_go.set()
    slow.let_end.set()
    lanes = Lanes(slow, 1)
    never = asyncio.Event()

    async def slowly() -> Any:
        await never.wait()

    stuck = asyncio.create_task(lanes(SCOPE, slowly, Sent()))
    await asyncio.sleep(0)
    sent = Sent()
    await lanes(SCOPE, nothing, sent)
    assert sent[0]["status"] == 200
    stuck.cancel()


async def test_a_flood_is_told_to_wait() -> None:
    slow = Slow()
    lanes = Lanes(slow, 1, most_waiting=3)
    calls = [asyncio.create_task(lanes(SCOPE, nothing, Sent())) for _ in range(4)]
    await until(lambda: slow.inside == 1)
    sent = Sent()
    await lanes(SCOPE, nothing, sent)
    assert sent[0]["status"] == 503
    assert {b"retry-after", b"permissions-policy"} < dict(sent[0]["headers"]).keys()
    slow.let_go.set()
    slow.let_end.set()
    await asyncio.gather(*calls)


async def test_a_failing_application_frees_its_lane() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("broken")

    lanes = Lanes(broken, 1)
    for _ in range(3):
        results = await asyncio.gather(lanes(SCOPE, nothing, Sent()), return_exceptions=True)
        assert isinstance(results[0], RuntimeError)


async def test_requests_that_wait_share_a_lane_and_hold_no_other() -> None:
    slow, quick = Slow(), Slow()
    quick.let_go.set()
    quick.let_end.set()
    lanes = ByPath(Lanes(quick, 1), re.compile("/api/ai/"), Lanes(slow, 1, name="ai", sharing=3))
    suggest: Any = {"type": "http", "path": "/api/ai/suggest/"}
    other: Any = {"type": "http", "path": "/api/rooms/"}
    calls = [asyncio.create_task(lanes(suggest, nothing, Sent())) for _ in range(4)]
    await until(lambda: slow.inside == 3)
    sent = Sent()
    await lanes(other, nothing, sent)
    assert sent[0]["status"] == 200
    assert slow.most == 3
    slow.let_go.set()
    slow.let_end.set()
    await asyncio.gather(*calls)
    assert {name.rsplit("_", 1)[0] for name in slow.threads} == {"ai-0"}
    assert {name.rsplit("_", 1)[0] for name in quick.threads} == {"django-0"}
