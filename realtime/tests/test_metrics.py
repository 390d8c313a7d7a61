"""Metrics: what is counted, in what form, and who may read it."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from client import Client
from conftest import serving
from raw import Raw, upgrade

from coterie_realtime.limits import MAX_FRAME_BYTES
from coterie_realtime.metrics import BUCKET_SECONDS, Histogram, Metrics
from coterie_realtime.stores.memory import MemoryStore
from coterie_realtime.stores.sqlite import SqliteStore

README = (Path(__file__).parents[1] / "README.md").read_text()
TOKEN = "an-operators-token"


async def read(url: str, **headers: str) -> str:
    async with httpx.AsyncClient(base_url=url.replace("ws://", "http://")) as http:
        answer = await http.get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return answer.text


def values(text: str) -> dict[str, float]:
    lines = (line.rpartition(" ") for line in text.splitlines() if line[0] != "#")
    return {name: float(value) for name, _, value in lines}


async def test_a_busy_room_is_counted(tmp_path: Path) -> None:
    async with (
        serving(SqliteStore(tmp_path / "documents.sqlite3")) as url,
        Client.joined(f"{url}/r?coterie=1", client_id=1) as ada,
        Client.joined(f"{url}/r", client_id=2) as bob,
        Client.joined(f"{url}/other", client_id=3) as eve,
    ):
        before = values(await read(url))
        ada.announce(1, b'{"user":{"id":"a","name":"Ada"}}')
        for _ in range(10):
            ada.type("x" * 1_000)
            await ada.until(lambda: ada.acknowledged == len(ada.text) // 1_000)
        await bob.until(lambda: len(bob.text) == 10_000 and 1 in bob.states)
        after = values(await read(url))
        eve.send(b"\x7f")
        await eve.expect_close(4400)

        def grown(name: str) -> float:
            return after[name] - before[name]

        assert after["coterie_connections"] == 3
        assert after["coterie_rooms"] == 2
        assert after["coterie_awareness_states"] == 1
        assert grown("coterie_updates_total") == 10
        assert grown("coterie_deliveries_total") == 10
        assert grown("coterie_messages_in_total") == 11
        assert 10_000 < grown("coterie_bytes_in_total") < 12_000
        assert 10_000 < grown("coterie_bytes_out_total") < 12_000
        assert grown("coterie_flush_window_seconds_count") == 10
        assert grown("coterie_ack_lag_seconds_count") == 10
        assert 0 < grown("coterie_commit_seconds_sum") <= grown("coterie_ack_lag_seconds_sum")
        assert after["coterie_store_failing"] == after["coterie_store_waiting_bytes"] == 0
        assert after["process_resident_memory_bytes"] > 10_000_000
        assert values(await read(url))['coterie_closes_total{code="4400"}'] == 1


async def test_what_ends_a_socket_is_counted() -> None:
    async with serving(MemoryStore()) as url:
        async with Client.joined(f"{url}/r") as ada:
            ada._transport.send_close()
            await ada.ends()
        async with Client.connect(f"{url}/r?epoch=x") as wrong:
            await wrong.expect_close(4409)
        async with Raw.open(url) as raw:
            raw.send(upgrade(url))
            assert await raw.status() == 101
        ends = ("client", "4409", "lost")
        counted = {f'coterie_closes_total{{code="{end}"}}': 1.0 for end in ends}
        while not counted.items() <= (seen := values(await read(url))).items():
            assert seen["coterie_accepted_total"] == 3


async def test_a_frame_that_is_too_large_is_counted(server: str) -> None:
    """[WS3]"""
    async with Client.joined(f"{server}/r") as ada:
        ada.send(bytes(MAX_FRAME_BYTES + 100))
        await ada.expect_close(1009)
    while 'coterie_closes_total{code="1009"} 1\n' not in (text := await read(server)):
        assert "coterie_connections 1\n" in text


async def test_a_failing_store_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coterie_realtime.stores.sqlite.BUSY_MILLISECONDS", 10)
    path = tmp_path / "documents.sqlite3"
    async with serving(SqliteStore(path)) as url, Client.joined(f"{url}/r?coterie=1") as ada:
        with closing(sqlite3.connect(path, isolation_level=None)) as thief:
            thief.execute("BEGIN IMMEDIATE")
            ada.type("x")
            await ada.until(lambda: {"event": "store", "failing": True} in ada.events)
            seen = values(await read(url))
            assert seen["coterie_store_failing"] == 1
            assert seen["coterie_store_errors_total"] >= 1
            assert seen["coterie_store_waiting_bytes"] > 0
        await ada.until(lambda: ada.acknowledged == 1)
        assert values(await read(url))["coterie_store_failing"] == 0


async def test_the_text_is_what_prometheus_reads() -> None:
    """Each name is told once, with its kind, before its values; buckets add up."""
    async with serving(MemoryStore()) as url, Client.joined(f"{url}/r") as ada:
        ada.type("x")
        await ada.settle()
        text = await read(url)
    assert text.endswith("\n")
    told: list[str] = []
    for line in text.splitlines():
        if line.startswith("# HELP "):
            assert re.fullmatch(r"# HELP [a-z_]+ [A-Z1].*\.", line), line
        elif line.startswith("# TYPE "):
            name, kind = re.fullmatch(r"# TYPE (\w+) (counter|gauge|histogram)", line).groups()  # type: ignore[union-attr]
            assert (kind == "counter") == name.endswith("_total")
            told.append(name)
        else:
            found = re.fullmatch(r'(\w+)(\{\w+="[^"\\]+"\})? -?[0-9.e+-]+', line)
            assert found, line
            assert found[1].removesuffix("_bucket").startswith(told[-1])
    assert len(told) == len(set(told))
    seen = values(text)
    for name in ("flush_window", "commit", "ack_lag"):
        whole = f"coterie_{name}_seconds"
        assert seen[f'{whole}_bucket{{le="+Inf"}}'] == seen[f"{whole}_count"]


def test_a_histogram_counts_what_is_no_longer_than_a_bucket() -> None:
    histogram = Histogram()
    for seconds in (0, BUCKET_SECONDS[0], BUCKET_SECONDS[0] + 1e-9, 1e9):
        histogram.observe(seconds)
    counts = [line.rpartition(" ")[2] for line in histogram.samples("x")][: len(BUCKET_SECONDS) + 1]
    assert counts == ["2", *["3"] * (len(BUCKET_SECONDS) - 1), "4"]


async def test_the_readme_lists_every_metric() -> None:
    async with serving(MemoryStore()) as url:
        told = set(re.findall(r"^# TYPE (\w+)", await read(url), re.MULTILINE))
    listed = set(re.findall(r"^\| `((?:coterie|process)_\w+)", README, re.MULTILINE))
    assert listed == told


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Proto": "https"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
    ],
    ids=str,
)
async def test_what_came_by_a_proxy_or_another_name_is_refused(
    server: str, headers: dict[str, str]
) -> None:
    async with httpx.AsyncClient(base_url=server.replace("ws://", "http://")) as http:
        answer = await http.get("/metrics", headers=headers)
    assert answer.status_code == 403
    assert "coterie_" not in answer.text


async def test_with_a_token_only_the_token_counts() -> None:
    async with serving(MemoryStore(), metrics_token=TOKEN) as url:
        async with httpx.AsyncClient(base_url=url.replace("ws://", "http://")) as http:
            for wrong in ("", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN):
                answer = await http.get("/metrics", headers={"Authorization": wrong})
                assert answer.status_code == 401
                assert answer.headers["www-authenticate"] == "Bearer"
        proxied = {"X-Forwarded-For": "192.0.2.1", "Host": "pad.example"}
        assert "coterie_rooms 0\n" in await read(url, Authorization=f"Bearer {TOKEN}", **proxied)


def test_counting_is_cheap() -> None:
    """A count may stand on the way of every message: it holds no lock and makes no object."""
    metrics = Metrics()
    assert not hasattr(metrics, "__dict__")
    metrics.updates += 1
    assert "coterie_updates_total 1\n" in metrics.text()
