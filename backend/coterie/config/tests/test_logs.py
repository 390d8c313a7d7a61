"""What the backend logs, for people and for machines."""

import json
import logging
import sys

from coterie.config.logs import JsonFormatter, LineFormatter


def record(message: str, **extra: str) -> logging.LogRecord:
    made = logging.LogRecord("room", logging.WARNING, "f", 1, message, (), None)
    made.__dict__.update(extra)
    return made


def test_a_line_names_room_and_connection() -> None:
    line = LineFormatter().format(record("it fails", room="r", connection="c"))
    assert line.endswith(" WARNING room: it fails room=r connection=c")


def test_nobody_begins_a_line_of_their_own() -> None:
    assert "\n" not in LineFormatter().format(record("a\n2030 ERROR root: forged", room="r\n"))


def test_a_trace_stays_readable_in_lines_and_whole_in_an_object() -> None:
    made = record("it fails", room="r")
    try:
        raise ValueError("why")
    except ValueError:
        made.exc_info = sys.exc_info()
    assert LineFormatter().format(made).splitlines()[-1] == "ValueError: why"
    entry = json.loads(JsonFormatter().format(made))
    assert entry["trace"].endswith("ValueError: why")
    assert set(entry) == {"at", "level", "logger", "message", "room", "trace"}
