"""`coterie serve`: what is typed becomes a snapshot and a ZIP, both read by child processes."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import httpx
import pytest

from coterie.tests.document_writer import write

START_SECONDS = 20
WAIT_SECONDS = 30
TEXT = "print('héllo')\n"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    env = {**os.environ, "COTERIE_SWEEP_SECONDS": "1"}
    command = [sys.executable, "-m", "coterie", "serve", "--port", "0", "--data-dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    assert process.stdout
    yield process.stdout.readline().split()[-1], process
    process.kill()
    process.wait()
    process.stdout.close()


def stored(data: Path) -> tuple[str, str]:
    file = f"file:{data / 'app.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(file, uri=True)) as database:
        columns = "last_code_snapshot, language"
        found: tuple[str, str] = database.execute(f"SELECT {columns} FROM rooms_room").fetchone()
    return found


async def test_what_is_typed_is_kept_and_can_be_taken_away(
    served: tuple[str, "subprocess.Popen[str]"], tmp_path: Path
) -> None:
    """[FI1] [FI6]"""
    base, process = served
    async with httpx.AsyncClient(base_url=base, timeout=WAIT_SECONDS) as http:
        room = (await http.post("/api/rooms/", json={"name": "Shop"})).json()
        path = f"/api/rooms/{room['id']}/"
        token = (await http.post(f"{path}join/", json={"username": "Ada"})).json()["token"]
        await write(base, room, token, {"main": TEXT, "../../evil.py": "pass\n"})
        bearer = {"Authorization": f"Bearer {token}"}
        answer = await http.get(f"{path}export/", headers=bearer)
        assert answer.status_code == 200, answer.text
        with zipfile.ZipFile(BytesIO(answer.content)) as archive:
            files = {name: archive.read(name).decode() for name in archive.namelist()}
        assert files == {"Shop/main.py": TEXT, "Shop/evil.py": "pass\n"}
        async with asyncio.timeout(WAIT_SECONDS):
            while stored(tmp_path) != (TEXT, "python"):
                await asyncio.sleep(0.05)
        figures = (await http.get(f"{path}analytics/", headers=bearer)).json()
        assert (figures["total_edits"], figures["unique_participants"]) == (1, 1)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(process.wait, START_SECONDS) == 0
