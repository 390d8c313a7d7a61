"""What a node counts, and the text that Prometheus reads of it.

Written here and not taken from a library: a count on the way of each message must cost no more
than an addition, and all of it happens on one event loop, so that nothing needs a lock.
"""

import os
import resource
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from pathlib import Path

PREFIX = "coterie_"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

# From a flush that waited for nothing to a store that hardly answers; each twice the one before.
BUCKET_SECONDS = tuple(0.0005 * 2**power for power in range(15))


class Refusal(StrEnum):
    """Why somebody was turned away before a socket opened."""

    MALFORMED = "malformed"
    """The request is not what the WebSocket protocol wants."""
    STOPPING = "stopping"
    NO_SOCKET = "no_socket"
    """No room stands in the address."""
    ORIGIN = "origin"
    ADDRESS_FULL = "address_full"
    """Too many connections from one address."""
    NODE_FULL = "node_full"
    """Too many connections in all."""
    REQUEST = "request"
    """A request that cannot be read, or is too large."""
    REQUEST_SLOW = "request_slow"
    """A request that took too long to come, or that had to make room for another."""


class Histogram:
    """Durations, counted by how long they were."""

    __slots__ = ("_counts", "_sum")

    def __init__(self) -> None:
        self._counts = [0] * (len(BUCKET_SECONDS) + 1)
        self._sum = 0.0

    def observe(self, seconds: float) -> None:
        self._counts[bisect_left(BUCKET_SECONDS, seconds)] += 1
        self._sum += seconds

    @property
    def count(self) -> int:
        return sum(self._counts)

    def samples(self, name: str) -> Iterator[str]:
        below = 0
        for bound, count in zip((*BUCKET_SECONDS, float("inf")), self._counts, strict=True):
            below += count
            text = "+Inf" if bound == float("inf") else repr(bound)
            yield f'{name}_bucket{{le="{text}"}} {below}'
        yield f"{name}_sum {self._sum!r}"
        yield f"{name}_count {below}"


def _counted(about: str) -> int:
    return field(default=0, metadata={"about": about})


@dataclass(slots=True)
class Metrics:
    """The counts of one node, touched on its event loop alone.

    A count is called `coterie_<field>_total`, a histogram `coterie_<field>_seconds`.
    """

    accepted: int = _counted("Sockets that were opened.")
    updates: int = _counted("Updates from clients that changed a document.")
    bytes_in: int = _counted("Bytes of messages from clients.")
    bytes_out: int = _counted("Bytes of messages to clients.")
    messages_in: int = _counted("Messages from clients.")
    deliveries: int = _counted("Messages with updates to clients, catch-ups aside.")
    flush_window: Histogram = field(
        default_factory=Histogram,
        metadata={"about": "How long the first update of a flush waited for it."},
    )
    commit: Histogram = field(
        default_factory=Histogram,
        metadata={"about": "How long a group of updates took to be written."},
    )
    ack_lag: Histogram = field(
        default_factory=Histogram,
        metadata={"about": "From the first update of a group to its acknowledgement."},
    )
    chat_messages: int = _counted("Messages that were said in chats.")
    chat_refusals: Counter[str] = field(
        default_factory=Counter,
        metadata={"label": "reason", "about": "Messages for chats that were not taken."},
    )
    slow_clients: int = _counted("Times that a client fell behind.")
    catch_ups: int = _counted("Times that a client which was behind caught up.")
    throttled: int = _counted("Times that a client sent more than its rate and was read later.")
    refusals: Counter[str] = field(
        default_factory=Counter,
        metadata={"label": "reason", "about": "Connections that were turned away."},
    )
    closes: Counter[str] = field(
        default_factory=Counter,
        metadata={"label": "code", "about": "Sockets that ended, by what ended them."},
    )
    store_errors: int = _counted("Attempts to write that the store did not take.")

    def text(self, gauges: Iterable["Gauge"] = ()) -> str:
        """All of it in Prometheus' text format, with the `gauges` as they are now."""
        lines: list[str] = []
        for one in fields(self):
            lines += _lines(one, getattr(self, one.name))
        for gauge in (*gauges, *process_gauges()):
            lines += _head(gauge.name, gauge.kind, gauge.about)
            lines.append(f"{gauge.name} {gauge.value!r}")
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Gauge:
    """A value of one moment, under its whole name."""

    name: str
    value: float
    about: str
    kind: str = "gauge"


def process_gauges() -> list[Gauge]:
    """What the process takes, under the names that every exporter gives these."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return [
        Gauge("process_resident_memory_bytes", _resident_bytes(), "Memory of the process."),
        Gauge(
            "process_cpu_seconds_total",
            used.ru_utime + used.ru_stime,
            "Processor time of the process.",
            "counter",
        ),
        Gauge("process_start_time_seconds", STARTED_AT, "When the process began, since 1970."),
    ]


STARTED_AT = time.time()


def _resident_bytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        # Not Linux: the most that it ever took, which macOS counts in bytes.
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * os.sysconf("SC_PAGE_SIZE")


def _lines(one: "Field[object]", value: object) -> Iterator[str]:
    about: str = one.metadata["about"]
    if isinstance(value, Histogram):
        name = f"{PREFIX}{one.name}_seconds"
        yield from _head(name, "histogram", about)
        yield from value.samples(name)
        return
    name = f"{PREFIX}{one.name}_total"
    yield from _head(name, "counter", about)
    if isinstance(value, Mapping):
        for label, count in sorted(value.items()):
            yield f'{name}{{{one.metadata["label"]}="{label}"}} {count}'
    else:
        yield f"{name} {value}"


def _head(name: str, kind: str, about: str) -> tuple[str, str]:
    return f"# HELP {name} {about}", f"# TYPE {name} {kind}"
