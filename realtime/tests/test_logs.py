"""What a node says: one line or one object each, with ids, and never a token or a text."""

import asyncio
import json
import logging
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from client import Client
from program import running
from raw import Raw, upgrade

from coterie_realtime.logs import JsonFormatter, LineFormatter
from coterie_realtime.protocol import SyncType, sync_message

SECRET = "xyzzy-typed-text"
TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJyb29tIjoiciJ9.c2lnbmF0dXJl"


def record(message: str, *arguments: object, **extra: str) -> logging.LogRecord:
    made = logging.LogRecord("room", logging.WARNING, "f", 1, message, arguments, None)
    made.__dict__.update(extra)
    return made


def test_a_line_has_time_level_logger_and_ids() -> None:
    line = LineFormatter().format(record("it %s", "fails", room="r", connection="c1"))
    at, _, rest = line.partition(" WARNING ")
    assert len(at) == len("2026-01-01 12:00:00")
    assert rest == "room: it fails room=r connection=c1"


def test_a_client_cannot_begin_a_line_of_its_own() -> None:
    name = "r\n2026-01-01 00:00:00 CRITICAL root: all is lost\x1b[2J"
    assert "\n" not in LineFormatter().format(record("%s", name, room=name))
    assert "\x1b" not in LineFormatter().format(record("%s", name))
    assert json.loads(JsonFormatter().format(record("it fails", room=name)))["room"] == name


def test_an_object_has_the_trace_in_it() -> None:
    made = record("it fails", room="r")
    try:
        raise ValueError("why")
    except ValueError:
        made.exc_info = sys.exc_info()
    text = JsonFormatter().format(made)
    assert "\n" not in text
    entry = json.loads(text)
    assert entry["trace"].endswith("ValueError: why")
    assert set(entry) == {"at", "level", "logger", "message", "room", "trace"}
    assert LineFormatter().format(made).splitlines()[-1] == "ValueError: why"


@pytest.mark.parametrize("options", [(), ("--log", "json")], ids=str)
async def test_a_busy_node_logs_neither_tokens_nor_texts(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    room = str(uuid.uuid4())
    store = tmp_path / "documents.sqlite3"
    with running(
        tmp_path / "log", *options, "--store", f"sqlite:///{store}", COTERIE_LOG_LEVEL="info"
    ) as node:
        url = f"{node.url}/{room}?coterie=1&token={TOKEN}"
        async with Client.joined(url, client_id=1) as ada, Client.joined(url, client_id=2) as bob:
            connection = ada.connection
            ada.announce(1, json.dumps({"user": {"id": "a", "name": SECRET}}).encode())
            ada.say(SECRET)
            ada.type(SECRET)
            await bob.until(lambda: SECRET in bob.chat_texts and str(bob.text) == SECRET)
            bob.send(b"\x7f" + SECRET.encode())
            await bob.expect_close(4400)
            ada.send(sync_message(SyncType.UPDATE, SECRET.encode()))
            await ada.expect_close(4400)
        async with Client.connect(f"{node.url}/{room}?epoch=x&token={TOKEN}") as wrong:
            await wrong.expect_close(4409)
        await misbehave(node.url, f"/{room}?token={TOKEN}")
        assert await asyncio.to_thread(node.terminate) == 0
    assert connection in node.log
    assert room in node.log
    for never in (SECRET, TOKEN, "Traceback"):
        assert never not in node.log
    if options:
        entries = [json.loads(line) for line in node.log.splitlines()]
        ours = [entry for entry in entries if entry.get("connection") == connection]
        assert {entry["room"] for entry in ours} == {room}
        assert len(ours) == 2, "it came and went"
    of_nobody = [line for line in node.log.splitlines() if "connection" not in line]
    assert len(of_nobody) < 5, "wrong requests are counted, not logged"


async def misbehave(url: str, path: str) -> None:
    """What strangers may send: none of it is worth a line each."""
    for _ in range(50):
        for wrong in (
            upgrade(url, path, Origin="http://evil.example"),
            upgrade(url, path, key="?"),
            f"NONSENSE {SECRET}\r\n\r\n",
        ):
            async with Raw.open(url) as raw:
                raw.send(wrong)
                await raw.rest()
        async with Raw.open(url) as raw:
            raw.send(upgrade(url, path))
            assert await raw.status() == 101
            raw.send(b"\xff\xff" + SECRET.encode())
            await raw.rest()


def test_logging_is_quiet_by_default(tmp_path: Path) -> None:
    with running(tmp_path / "log") as node:
        assert node.terminate() == 0
        assert node.log == ""
        assert isinstance(node.process, subprocess.Popen)
