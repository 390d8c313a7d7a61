"""The chat: who is told what, what is kept of it, and what is too much."""

import asyncio
import json
import secrets
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from client import Client
from conftest import Managed, Process, serving
from test_slow_clients import read_little

from coterie_realtime.limits import (
    CHAT_BURST,
    CHAT_LOG_BYTES,
    CHAT_LOG_MESSAGES,
    MAX_CHAT_BYTES,
    MAX_CHAT_CHARACTERS,
)
from coterie_realtime.protocol import chat_message
from coterie_realtime.stores.memory import MemoryStore
from coterie_realtime.stores.sqlite import SqliteStore

WANTED = "/r?coterie=1"
NONCE = "0123456789abcdef"


@pytest.fixture
def talkative(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever says hundreds of things in a test would wait for minutes."""
    monkeypatch.setattr("coterie_realtime.chat.CHAT_BURST", 10_000)


async def test_everybody_gets_the_stamped_message(managed: Managed) -> None:
    """[CH1] [CH3]"""
    async with (
        Client.joined(managed.link(sub="ada", name="Ada"), client_id=1) as ada,
        Client.joined(managed.link(sub="bob", name="Bob"), client_id=2) as bob,
    ):
        wish = {"text": "hello", "nonce": NONCE, "id": 99, "from": {"id": "eve"}, "role": "owner"}
        ada.send(chat_message(json.dumps(wish).encode()))
        bob.say("hi")
        for client in (ada, bob):
            await client.hears(2)
        assert ada.chat == bob.chat
        assert [message["id"] for message in ada.chat] == [1, 2]
        first, second = sorted(ada.chat, key=lambda message: str(message["text"]))
        at = datetime.fromisoformat(first.pop("at"))
        assert abs(datetime.now(UTC) - at) < timedelta(seconds=30)
        del first["id"]
        assert first == {
            "from": {"id": "ada", "name": "Ada", "role": "editor"},
            "text": "hello",
            "nonce": NONCE,
        }
        assert "nonce" not in second


async def test_a_text_is_passed_on_as_it_is(server: str) -> None:
    """[CH1]"""
    texts = [
        "<script>alert(1)</script> <img src=x onerror=alert(1)>",
        "\u202eevil\u2066 \u200b\u0000\u2028 \r\n\t```\ncode\n```",
        "👩\u200d💻 naïve ﷽",
        '{"messages": []} \\ " \\u0041',
        "x" * MAX_CHAT_CHARACTERS,
        "💥" * MAX_CHAT_CHARACTERS,
    ]
    async with (
        Client.joined(server + WANTED, client_id=1) as ada,
        Client.joined(server + WANTED, client_id=2) as bob,
    ):
        for text in texts:
            ada.say(text)
        ada.send(chat_message(b'{"text": "half \\ud83d, whole \\ud83d\\ude00"}'))
        await bob.hears(len(texts) + 1)
        assert bob.chat_texts == [*texts, "half \ufffd, whole 😀"]


async def test_who_did_not_ask_hears_nothing(server: str) -> None:
    """[CH1]"""
    async with (
        Client.joined(server + WANTED, client_id=1) as ada,
        Client.joined(server + "/other?coterie=1", client_id=2) as elsewhere,
        Client.joined(server + "/r", client_id=3) as stock,
    ):
        ada.say("hello")
        await ada.until(lambda: ada.chat_texts == ["hello"])
        await elsewhere.settle()
        await stock.settle()
        assert elsewhere.chat_frames == [{"log": []}]
        assert stock.chat_frames == []
        stock.say("let me in")
        await stock.expect_close(4400)


async def test_what_was_seen_survives_kills(process: Process) -> None:
    """[CH2]: each message that anybody saw is in the log of the next life, once."""
    url = process.start()
    seen: set[str] = set()
    for kill in range(5):
        async with (
            Client.joined(url + WANTED, client_id=1) as ada,
            Client.joined(url + WANTED, client_id=2) as bob,
        ):
            assert seen <= set(ada.chat_texts)
            assert len(ada.chat_texts) == len(set(ada.chat_texts))
            before = len(bob.chat)
            for number in range(CHAT_BURST):
                ada.say(f"{kill} {number}")
            await bob.hears(before + 3)
            process.kill()
            await asyncio.gather(ada.ends(), bob.ends())
            seen |= {*ada.chat_texts, *bob.chat_texts}
        assert process.start() == url
    async with Client.joined(url + WANTED, client_id=1) as late:
        assert seen <= set(late.chat_texts)
        assert [message["id"] for message in late.chat] == sorted(
            {message["id"] for message in late.chat}
        )


async def test_nobody_is_told_before_the_store_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[CH2] [CH4]"""
    monkeypatch.setattr("coterie_realtime.stores.sqlite.BUSY_MILLISECONDS", 10)
    path = tmp_path / "documents.sqlite3"
    async with (
        serving(SqliteStore(path)) as url,
        Client.joined(url + WANTED, client_id=1) as ada,
        Client.joined(url + WANTED, client_id=2) as bob,
    ):
        thief = sqlite3.connect(path, isolation_level=None)
        thief.execute("BEGIN IMMEDIATE")
        ada.say("hello", NONCE)
        await ada.until(lambda: ada.events == [{"event": "store", "failing": True}])
        # Nor said twice by who asks again, nor shown to who comes meanwhile.
        ada.say("hello", NONCE)
        async with Client.joined(url + WANTED, client_id=3) as late:
            await ada.settle()
            await bob.settle()
            assert ada.chat_frames == bob.chat_frames == late.chat_frames == [{"log": []}]
            thief.execute("ROLLBACK")
            thief.close()
            for client in (ada, bob, late):
                await client.hears(1)
        await ada.settle()
        assert ada.chat_texts == ["hello"]


async def test_a_wish_that_comes_twice_is_said_once(process: Process) -> None:
    """[CH4]: also when the node was killed in between."""
    url = process.start()
    async with (
        Client.joined(url + WANTED, client_id=1) as ada,
        Client.joined(url + WANTED, client_id=2) as bob,
    ):
        ada.say("once", NONCE)
        await ada.hears(1)
        ada.say("once", NONCE)
        await ada.hears(2)
        assert ada.chat[0] == ada.chat[1]
        await bob.settle()
        assert bob.chat_texts == ["once"]
        process.kill()
    process.start()
    async with (
        Client.joined(url + WANTED, client_id=1) as back,
        Client.joined(url + WANTED, client_id=2) as bob,
    ):
        assert back.chat == [ada.chat[0]]
        back.say("once", NONCE)
        await back.hears(2)
        back.say("twice", NONCE[::-1])
        await bob.until(lambda: bob.chat_texts == ["once", "twice"])


async def test_the_log_is_bounded(talkative: None) -> None:
    """[CH2] [CH3]"""
    store = MemoryStore()
    count = CHAT_LOG_MESSAGES + 20
    async with serving(store) as url:
        async with Client.joined(url + WANTED, client_id=1) as ada:
            for number in range(count):
                ada.say(str(number))
            await ada.hears(count)
            async with Client.joined(url + WANTED, client_id=2) as late:
                assert late.chat_texts == [str(n) for n in range(20, count)]
            text = "💥" * MAX_CHAT_CHARACTERS
            for number in range(40):
                ada.say(text)
                await ada.hears(count + number + 1)
            async with Client.joined(url + WANTED, client_id=2) as late:
                assert set(late.chat_texts) == {text}
                size = len(json.dumps(late.chat, ensure_ascii=False).encode())
                assert CHAT_LOG_BYTES / 2 < size < CHAT_LOG_BYTES * 1.1
        kept = store.chat("r", "0")
    # What is no longer wanted goes with the next line that is.
    assert [number for number, _ in kept][-1] == count + 40
    assert sum(len(line) for _, line in kept) < CHAT_LOG_BYTES + MAX_CHAT_BYTES


async def test_a_room_that_is_opened_anew_goes_on_counting(tmp_path: Path, talkative: None) -> None:
    """[CH1] [CH2]"""
    path = tmp_path / "documents.sqlite3"
    for life in range(3):
        async with (
            serving(SqliteStore(path)) as url,
            Client.joined(url + WANTED, client_id=1) as ada,
        ):
            first = min(life * 300, CHAT_LOG_MESSAGES)
            assert len(ada.chat) == first
            for number in range(300):
                ada.say(str(number))
            await ada.hears(first + 300)
            assert ada.chat[-1]["id"] == (life + 1) * 300


async def test_who_is_behind_gets_it_later(talkative: None) -> None:
    """[CH3] [FL4]"""
    async with (
        serving(MemoryStore()) as url,
        Client.joined(url + WANTED, client_id=1) as ada,
        Client.joined(url + WANTED, client_id=2) as bob,
    ):
        ada.say("before")
        await bob.until(lambda: bob.chat_texts == ["before"])
        read_little(bob)
        bob.stop_reading()
        for number in range(80):
            ada.type("x" * 50_000)
            await ada.until(lambda number=number: ada.acknowledged > number)  # type: ignore[misc]
        for number in range(20):
            ada.say(str(number))
        await ada.hears(21)
        bob.read_again()
        await bob.hears(21)
        assert bob.chat_texts == ada.chat_texts
        # All in one message: it was not queued while bob was behind.
        assert len(bob.chat_frames) == 3


async def test_more_than_anybody_writes_is_refused(server: str) -> None:
    """[CH5]"""
    async with (
        Client.joined(server + WANTED, client_id=1) as ada,
        Client.joined(server + WANTED, client_id=2) as bob,
    ):
        count = CHAT_BURST + 5
        for _ in range(count):
            ada.say("spam", secrets.token_hex(8))
        ada.type("edits go on")
        await bob.until(lambda: str(bob.text) == "edits go on")
        await ada.until(lambda: len(ada.chat) + len(ada.chat_refusals) == count)
        assert CHAT_BURST <= len(ada.chat) < count
        assert set(ada.chat_refusals) == {"rate"}
        assert all(len(frame["nonce"]) == 16 for frame in ada.chat_frames if "refused" in frame)
        # The others may still speak, and are told of nothing that was refused.
        bob.say("my turn")
        await ada.until(lambda: ada.chat_texts[-1] == "my turn")
        assert len(bob.chat_frames) == 1 + len(bob.chat)
        async with httpx.AsyncClient(base_url=server.replace("ws", "http", 1)) as http:
            metrics = (await http.get("/metrics")).text.splitlines()
        assert f"coterie_chat_messages_total {len(ada.chat)}" in metrics
        refused = f'coterie_chat_refusals_total{{reason="rate"}} {len(ada.chat_refusals)}'
        assert refused in metrics


@pytest.mark.parametrize(
    ("text", "reason"),
    [("x" * (MAX_CHAT_CHARACTERS + 1), "too-long"), ("", "empty"), (" \n\t\u2003", "empty")],
    ids=["too long", "empty", "white"],
)
async def test_what_cannot_be_said_is_answered(server: str, text: str, reason: str) -> None:
    """[CH5]"""
    async with (
        Client.joined(server + WANTED, client_id=1) as ada,
        Client.joined(server + WANTED, client_id=2) as bob,
    ):
        ada.say(text, NONCE)
        ada.say(text)
        await ada.until(lambda: len(ada.chat_refusals) == 2)
        assert ada.chat_frames[1:] == [{"refused": reason, "nonce": NONCE}, {"refused": reason}]
        # The nonce is still good.
        ada.say("fine", NONCE)
        await bob.until(lambda: bob.chat_texts == ["fine"])


async def test_viewers_wait_until_django_has_said_that_they_may(managed: Managed) -> None:
    """[CH7]: this node has not heard of Django yet."""
    async with (
        Client.joined(managed.link(sub="vi", role="viewer"), client_id=1) as viewer,
        Client.joined(managed.link(sub="ada"), client_id=2) as ada,
    ):
        viewer.say("may I?", NONCE)
        await viewer.until(lambda: viewer.chat_refusals == ["viewers-may-not"])
        ada.say("you cannot yet")
        await viewer.until(lambda: viewer.chat_texts == ["you cannot yet"])
        assert ada.chat_texts == ["you cannot yet"]


MALFORMED = {
    "no json": b"{",
    "no object": b'["text"]',
    "no text": b"{}",
    "a number for a text": b'{"text": 1}',
    "a number for a nonce": b'{"text": "x", "nonce": 1}',
    "a short nonce": b'{"text": "x", "nonce": "1"}',
    "a long nonce": b'{"text": "x", "nonce": "' + b"n" * 65 + b'"}',
    "a nonce of lines": b'{"text": "x", "nonce": "0123456789\\n0123456789"}',
    "not a number": b'{"text": "x", "a": NaN}',
    "too deep": b'{"text": "x", "a": ' + b"[" * 100 + b"]" * 100 + b"}",
    "not text": b'{"text": "\xff"}',
    "too large": json.dumps({"text": "x" * MAX_CHAT_BYTES}).encode(),
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_a_malformed_message_ends_its_own_socket(server: str, name: str) -> None:
    """[CH6] [WS8]"""
    async with (
        Client.joined(server + WANTED, client_id=1) as bystander,
        Client.joined(server + WANTED, client_id=2) as eve,
    ):
        eve.send(chat_message(MALFORMED[name]))
        await eve.expect_close(4400)
        bystander.say("still here")
        await bystander.until(lambda: bystander.chat_texts == ["still here"])
