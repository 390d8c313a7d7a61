"""What the loads on the servers came to, as sections."""

from collections.abc import Mapping
from pathlib import Path

from results import Section

from servers.contestants import OURS, REFERENCE, contestants
from servers.fanout import FanOut, fan_out
from servers.rounds import Runs, interleaved, ratio
from servers.table import Verdict, figure, percentile, table
from servers.writers import Load

SECONDS = 4.0
BUSY_ROOM = Load(rooms=1, writers=50, per_second=10, seconds=SECONDS)
SMALL_ROOMS = Load(rooms=100, writers=3, per_second=5, seconds=SECONDS)
HEAD = (
    "server",
    "CPU µs per delivery",
    "core busy",
    "p50 ms",
    "p99 ms",
    "first p50 ms",
    "frames per delivery",
    "converged",
)
EXPLANATION = (
    "*CPU*: of the server's processes, for each update that reached another client. *p50*, *p99*:"
    " from sending a character to its arrival. *first*: a single update into a quiet room."
    " *frames*: all that clients got, acknowledgements and echoes too."
)


def cpu(outcome: FanOut) -> float:
    return outcome.cpu_microseconds


def p50(outcome: FanOut) -> float:
    return percentile(outcome.delays, 50)


def p99(outcome: FanOut) -> float:
    return percentile(outcome.delays, 99)


def first(outcome: FanOut) -> float:
    return percentile(outcome.firsts, 50)


def busy_room(folder: Path, runs: int) -> Section:
    """One room in which fifty type."""
    found = _measured(BUSY_ROOM, folder, runs, "busy room")
    ours, theirs = _sound(found[OURS.key]), found[REFERENCE]
    verdicts = [
        Verdict("busy room: CPU × y-websocket", ratio(ours, theirs, cpu), 0.25, 0.20),
        Verdict("busy room: p50", ours.median(p50), 10, unit="ms", digits=1),
        Verdict("busy room: p99", ours.median(p99), 20, theirs.median(p99), unit="ms", digits=1),
    ]
    return _section("Server: one busy room", BUSY_ROOM, found, verdicts)


def small_rooms(folder: Path, runs: int) -> Section:
    """A hundred rooms of three."""
    found = _measured(SMALL_ROOMS, folder, runs, "small rooms")
    ours, theirs = _sound(found[OURS.key]), found[REFERENCE]
    verdicts = [
        Verdict("small rooms: CPU × y-websocket", ratio(ours, theirs, cpu), 0.60, 0.40),
        Verdict("small rooms: p50", ours.median(p50), 2, theirs.median(p50), unit="ms"),
        Verdict("first update into a quiet room", ours.median(first), 2, unit="ms"),
    ]
    return _section("Server: a hundred small rooms", SMALL_ROOMS, found, verdicts)


def _sound(runs: Runs[FanOut]) -> Runs[FanOut]:
    """The runs, or none if clients did not converge: then no budget is met."""
    is_sound = not runs.failures and not any(one.complaint for one in runs.outcomes)
    return runs if is_sound else Runs(runs.contestant)


def _measured(load: Load, folder: Path, runs: int, what: str) -> Mapping[str, Runs[FanOut]]:
    return interleaved(contestants(), runs, lambda server: fan_out(server, load, folder), what=what)


def _section(
    title: str, load: Load, found: Mapping[str, Runs[FanOut]], verdicts: list[Verdict]
) -> Section:
    intro = (
        f"{load.rooms} × {load.writers} clients, each of which types {load.per_second:g}"
        f" characters a second for {load.seconds:g} s. {EXPLANATION}"
    )
    return Section(title, "\n".join((intro, "", *table(HEAD, map(_row, found.values())))), verdicts)


def _row(runs: Runs[FanOut]) -> list[str]:
    return [
        runs.contestant.title,
        figure(runs.median(cpu), 2),
        figure(runs.median(lambda outcome: outcome.busy), 2),
        figure(runs.median(p50)),
        figure(runs.median(p99)),
        figure(runs.median(first), 2),
        figure(runs.median(lambda outcome: outcome.frames), 2),
        _converged(runs),
    ]


def _converged(runs: Runs[FanOut]) -> str:
    complaints = runs.failures + [one.complaint for one in runs.outcomes if one.complaint]
    count = len(runs.failures) + len(runs.outcomes)
    if not complaints:
        return f"{count} of {count}"
    return f"**{count - len(complaints)} of {count}**: {complaints[0]}"
