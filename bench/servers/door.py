"""Where a client gets into a room."""

from typing import NamedTuple

from servers.wire import Dialect


class Door(NamedTuple):
    url: str
    room: str
    dialect: Dialect = Dialect.PLAIN
