"""The bench of servers: loads see what clients see, and the report keeps what was not run."""

import asyncio
from pathlib import Path

from results import BUDGETS, Results, Section
from servers.client import LoadClient
from servers.contestants import OURS
from servers.fanout import fan_out
from servers.joining import late_joins
from servers.keystrokes import LongDocument
from servers.process import ServerProcess
from servers.table import Verdict, percentile
from servers.writers import Load, Writer, all_silent, all_type, complaint_of

EDITS = 2_000


async def test_what_our_server_was_sent_arrives_and_is_acknowledged(tmp_path: Path) -> None:
    load = Load(rooms=2, writers=3, per_second=20, seconds=0.5)
    outcome = await fan_out(OURS, load, tmp_path)
    assert outcome.complaint == ""
    assert outcome.cpu_microseconds > 0
    # To the two others, with the first character of each room's first writer.
    assert len(outcome.delays) == load.deliveries + 2 * load.rooms
    assert len(outcome.firsts) == 2 * load.rooms


async def test_a_lost_update_is_found_out(tmp_path: Path) -> None:
    load = Load(rooms=1, writers=2, per_second=20, seconds=0.2)
    with ServerProcess(OURS, tmp_path) as server:
        clients = [await LoadClient.open(server.door("room")) for _ in range(load.writers)]
        room = [Writer(one, number, load.updates_each) for number, one in enumerate(clients, 1)]
        await all_type([room], load)
        await all_silent([room])
        assert complaint_of([room], acknowledged=True) == ""
        frames = clients[0].frames
        frames.remove(next(frame for frame in reversed(frames) if frame[1][:2] == b"\x00\x02"))
        assert complaint_of([room], acknowledged=True) == "clients did not converge"
        await asyncio.gather(*(client.close() for client in clients))


async def test_late_joiners_get_the_long_document(tmp_path: Path) -> None:
    document = LongDocument(None, EDITS)
    assert document.edits >= EDITS
    outcome = await late_joins(OURS, document, tmp_path)
    assert outcome.complaint == ""
    # Who has everything already gets less than who has nothing.
    assert max(map(len, outcome.reconnect.answers)) < min(map(len, outcome.join.answers))


def test_results_keep_what_was_not_measured_now(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    file.write_text("# Results\n\nOld.\n\n## Suggestions\n\n### Mine\n\nStays.\n")
    for value, body in ((0.3, "slow"), (0.1, "quick")):
        results = Results(file)
        results.describe("A machine.")
        verdicts = [Verdict("ratio", value, 0.25, 0.2), Verdict(body, None, 1)]
        results.put(Section("Server", body, verdicts), note="Today.")
        results.write()
    text = file.read_text()
    assert text.startswith("# Results\n\nA machine.\n\n## ")
    assert text.endswith("## Suggestions\n\n### Mine\n\nStays.\n")
    assert "## Server\n\nToday.\n\nquick\n" in text
    assert f"## {BUDGETS}\n" in text
    assert "| ratio | ≤ 0.25 | ≤ 0.2 | 0.10 | met |" in text
    assert "| slow | ≤ 1 |  | not measured | **missed** |" in text


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(value) for value in range(1, 201)]
    assert percentile(values, 50) == 100
    assert percentile(values, 99) == 198
    assert percentile([7.0], 99) == 7.0
