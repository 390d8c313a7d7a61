"""How a node logs: lines for people, or an object of JSON a line for machines.

What is said of a room or a connection names its id (`extra={"room": …, "connection": …}`). Tokens,
texts and names of people are never logged; ids of rooms are, so logs are not for everybody.
"""

import json
import logging
from datetime import UTC, datetime
from enum import StrEnum

IDS = ("room", "connection")


class LogFormat(StrEnum):
    """How a record is written."""

    LINES = "lines"
    JSON = "json"


class LogLevel(StrEnum):
    """From which level on; the first is what is usual."""

    WARNING = "warning"
    INFO = "info"
    ERROR = "error"


def configure(log_format: LogFormat, level: LogLevel) -> None:
    """Sets the process' logging up; once, at its start."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if log_format is LogFormat.JSON else LineFormatter())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)


class LineFormatter(logging.Formatter):
    """A line for people; what clients chose cannot begin another one."""

    def format(self, record: logging.LogRecord) -> str:
        at = _at(record).strftime("%Y-%m-%d %H:%M:%S")
        text = _printable(record.getMessage())
        ids = "".join(f" {name}={_printable(value)}" for name, value in _ids(record).items())
        line = f"{at} {record.levelname} {record.name}: {text}{ids}"
        return f"{line}\n{trace}" if (trace := _trace(self, record)) else line


class JsonFormatter(logging.Formatter):
    """One object a line: at, level, logger, message, room, connection, trace."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": _at(record).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_ids(record),
        }
        if trace := _trace(self, record):
            entry["trace"] = trace
        return json.dumps(entry)


def _at(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _ids(record: logging.LogRecord) -> dict[str, str]:
    return {name: str(getattr(record, name)) for name in IDS if hasattr(record, name)}


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return formatter.formatException(record.exc_info) if record.exc_info else ""


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
