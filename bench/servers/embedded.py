"""Typing in the one process that serves everything, while people join and an operator looks."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import httpx
import uvloop
from product import Product
from results import Section

from servers import cores
from servers.callers import ANSWER_SECONDS, ENVIRONMENT, Answer, Callers, rooms_made
from servers.client import LoadClient
from servers.operator_browser import PAGE_SECONDS, OperatorBrowser, operator_create
from servers.table import Verdict, figure, percentile, table
from servers.writers import (
    Load,
    Room,
    Writer,
    all_silent,
    all_type,
    complaint_of,
    delays_of,
)

TYPING = Load(rooms=1, writers=10, per_second=4, seconds=5.0)
ALONE = TYPING._replace(seconds=2.0)
JOINS_PER_SECOND = 50
# Joins are spread over so many rooms.
ROOMS = 100
HEAD = ("run", "alone p99 ms", "p50 ms", "p99 ms", "max ms", "joins p95 ms", "pages p50 ms", "")


class Spell(NamedTuple):
    """Some seconds of typing; times in milliseconds, sorted."""

    alone: list[float]
    """Edits while nothing else goes on."""
    edits: list[float]
    joins: list[Answer]
    pages: list[float]
    complaint: str


def typing_under_load(folder: Path, runs: int) -> Section:
    """Edits in `coterie serve` while fifty join a second and the admin is open."""
    spells = _spells(folder, runs)
    middle = percentile(sorted(percentile(spell.edits, 99) for spell in spells), 50)
    is_sound = not any(spell.complaint for spell in spells)
    verdict = Verdict(
        "edit p99 under 50 joins/s and the admin",
        middle if is_sound else None,
        20,
        unit="ms",
        digits=1,
    )
    intro = (
        f"`coterie serve` on one core. {TYPING.writers} people in a room type"
        f" {TYPING.per_second:g} characters a second each, first alone, then for"
        f" {TYPING.seconds:g} s while {JOINS_PER_SECOND} people a second join {ROOMS} other rooms"
        f" by HTTP and an operator loads a page of the admin every {PAGE_SECONDS:g} s."
    )
    rows = [_row(number, spell) for number, spell in enumerate(spells, 1)]
    lines = (intro, "", *table(HEAD, rows))
    return Section("Server: typing under joins and the admin", "\n".join(lines), [verdict])


def _row(number: int, spell: Spell) -> list[str]:
    failed = sum(answer.status != 200 for answer in spell.joins)
    return [
        str(number),
        figure(percentile(spell.alone, 99)),
        figure(percentile(spell.edits, 50)),
        figure(percentile(spell.edits, 99)),
        figure(spell.edits[-1]),
        figure(percentile(sorted(answer.milliseconds for answer in spell.joins), 95)),
        figure(percentile(spell.pages, 50)),
        spell.complaint or (f"{failed} joins failed" if failed else ""),
    ]


def _spells(folder: Path, runs: int) -> list[Spell]:
    with tempfile.TemporaryDirectory(dir=folder) as data:
        product = Product(Path(data), environment=ENVIRONMENT)
        with cores.on(cores.SERVER):
            product.start()
        try:
            password = operator_create(Path(data))
            rooms = uvloop.run(rooms_made(product.url, ROOMS))
            return [uvloop.run(_spell(product.url, password, rooms)) for _ in range(runs)]
        finally:
            product.close()


async def _spell(url: str, password: str, rooms: Sequence[str]) -> Spell:
    async with (
        Callers.of(url) as callers,
        httpx.AsyncClient(base_url=url, timeout=ANSWER_SECONDS) as http,
    ):
        operator = await OperatorBrowser.log_in(http, password)
        alone, quiet = await _room(callers), await _room(callers)
        await all_type([alone], ALONE)
        await all_silent([alone])
        joins = await _typed_under_load(quiet, callers, operator, rooms)
        everybody = [alone, quiet]
        complaint = complaint_of(everybody, acknowledged=True)
        await asyncio.gather(*(writer.client.close() for room in everybody for writer in room))
    return Spell(
        delays_of([alone]), delays_of([quiet]), joins, sorted(operator.milliseconds), complaint
    )


async def _typed_under_load(
    room: Room, callers: Callers, operator: OperatorBrowser, rooms: Sequence[str]
) -> list[Answer]:
    done = asyncio.Event()
    joining = asyncio.create_task(callers.join_openly(rooms, JOINS_PER_SECOND, TYPING.seconds))
    browsing = asyncio.create_task(operator.browse(done))
    await all_type([room], TYPING)
    done.set()
    joins, _ = await asyncio.gather(joining, browsing)
    await all_silent([room])
    return joins


async def _room(callers: Callers) -> Room:
    name = await callers.room_create()
    writers = []
    for place in range(TYPING.writers):
        client = await LoadClient.open(await callers.door(name))
        writers.append(Writer(client, 1 + place, TYPING.updates_each))
    return writers
