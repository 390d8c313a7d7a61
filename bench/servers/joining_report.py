"""What late joiners cost the servers, as a section."""

from collections.abc import Mapping
from pathlib import Path

from results import Section

from servers.contestants import OURS, REFERENCE, contestants
from servers.joining import JOINS, Joining, late_joins
from servers.keystrokes import LongDocument
from servers.rounds import Runs, interleaved, ratio
from servers.table import Verdict, figure, table

HEAD = (
    "server",
    "CPU ms a join",
    "ms a join",
    "kB received",
    "CPU ms a reconnect",
    "ms a reconnect",
    "complete",
)
STAND_IN = (
    "The automerge paper's trace is not ours to bring along; `make bench ONLY=join"
    " PAPER=automerge-paper.json.gz` measures it where it is at hand. In its place `fixtures/"
    "sveltecomponent-cut.json.gz`, a real session, is typed over and over, character by character"
)


def join_cpu(outcome: Joining) -> float:
    return outcome.join.cpu_milliseconds


def reconnect_cpu(outcome: Joining) -> float:
    return outcome.reconnect.cpu_milliseconds


def late_join(folder: Path, runs: int, paper: Path | None = None) -> Section:
    """Clients that come late to a long document, and such that only come back."""
    document = LongDocument(paper)
    found = interleaved(
        contestants(), runs, lambda server: late_joins(server, document, folder), what="late join"
    )
    ours, theirs = found[OURS.key], found[REFERENCE]
    if any(one.complaint for one in ours.outcomes):
        ours = Runs(ours.contestant)
    verdicts = [
        Verdict("late join: CPU × y-websocket", ratio(ours, theirs, join_cpu), 0.25, 0.15),
        Verdict("reconnect: CPU × y-websocket", ratio(ours, theirs, reconnect_cpu), 0.5, 0.25),
    ]
    lines = (_intro(document, paper), "", *table(HEAD, _rows(found)))
    return Section("Server: late join", "\n".join(lines), verdicts)


def _intro(document: LongDocument, paper: Path | None) -> str:
    source = f"The trace `{paper.name}`" if paper else STAND_IN
    return (
        f"{source}: {document.edits:,} edits, {len(document.text):,} characters at the end,"
        f" {document.bytes / 1000:.0f} kB as an update. Its author stays; then {JOINS} clients"
        f" come one after the other, and {JOINS} that have all of it already. *received*: the"
        " answer to a joiner. *complete*: it held the author's text."
    )


def _rows(found: Mapping[str, Runs[Joining]]) -> list[list[str]]:
    return [_row(runs) for runs in found.values()]


def _row(runs: Runs[Joining]) -> list[str]:
    failures = runs.failures + [one.complaint for one in runs.outcomes if one.complaint]
    count = len(runs.failures) + len(runs.outcomes)
    return [
        runs.contestant.title,
        figure(runs.median(join_cpu), 2),
        figure(runs.median(lambda outcome: outcome.join.milliseconds), 2),
        figure(runs.median(lambda outcome: max(map(len, outcome.join.answers)) / 1000), 0),
        figure(runs.median(reconnect_cpu), 2),
        figure(runs.median(lambda outcome: outcome.reconnect.milliseconds), 2),
        f"**{count - len(failures)} of {count}**: {failures[0]}"
        if failures
        else f"{count} of {count}",
    ]
