"""How the backend logs: lines for people, or an object of JSON a line for machines.

The realtime node of `coterie serve` logs through it; on its own it writes the same. What is said of
a room or a connection names its id (`extra={"room": …, "connection": …}`).
"""

import json
import logging
from datetime import UTC, datetime
from enum import StrEnum

IDS = ("room", "connection")


class LogFormat(StrEnum):
    LINES = "lines"
    JSON = "json"


class LogLevel(StrEnum):
    """From which level on the realtime node speaks."""

    WARNING = "warning"
    INFO = "info"
    ERROR = "error"


class LineFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        ids = "".join(f" {name}={value}" for name, value in _ids(record).items())
        # What a caller chose cannot begin a line of its own.
        return (super().formatMessage(record) + ids).replace("\n", r"\n")


class JsonFormatter(logging.Formatter):
    """at, level, logger, message, and room, connection and trace where there are some."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        entry = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_ids(record),
        }
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry)


def _ids(record: logging.LogRecord) -> dict[str, str]:
    return {name: str(getattr(record, name)) for name in IDS if hasattr(record, name)}
