"""Charts as SVG, drawn here: no script, no style of their own; colours are the stylesheet's.

The picture holds shapes alone and stretches; words stand around it as text that does not.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from coterie.analytics.models import ActivityBucket, Span
from coterie.analytics.time_spans import span_start
from coterie.console.words import count_words

HEIGHT = 100.0
# Of a bar's share of the width; the rest is the gap to the next one.
BAR = 0.8
# So that what is hardly anything is not taken for nothing.
LEAST_HEIGHT = 1.5
TIME_FORMATS = {Span.MINUTE: "%H:%M", Span.HOUR: "%a %d %b, %H:%M", Span.DAY: "%a %d %b %Y"}
MAX_TABLE_ROWS = 200


class Point(NamedTuple):
    label: str
    value: float


@dataclass(frozen=True)
class Chart:
    title: str
    # What is counted, as a column's heading.
    unit: str
    # Of all points together, in words.
    total: str
    points: Sequence[Point]
    # A class of the stylesheet.
    tone: str = "edits"

    @property
    def most(self) -> str:
        return count_words(max((point.value for point in self.points), default=0))

    @property
    def is_empty(self) -> bool:
        return not any(point.value for point in self.points)

    @property
    def first(self) -> str:
        return self.points[0].label if self.points else ""

    @property
    def last(self) -> str:
        return self.points[-1].label if self.points else ""

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What the picture shows, newest first; times with nothing in them are left out."""
        rows = [(point.label, count_words(point.value)) for point in self.points if point.value]
        return rows[::-1][:MAX_TABLE_ROWS]

    @cached_property
    def svg(self) -> SafeString:
        most = max((point.value for point in self.points), default=0) or 1
        bars = format_html_join(
            "",
            '<rect x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
            (
                (n + (1 - BAR) / 2, f"{HEIGHT - height:.2f}", BAR, f"{height:.2f}", _told(point))
                for n, point in enumerate(self.points)
                if (height := _height(point.value, most))
            ),
        )
        return format_html(
            '<svg class="chart-bars tone-{}" viewBox="0 0 {} {}" preserveAspectRatio="none" '
            'role="img" aria-label="{}: {}">{}</svg>',
            self.tone,
            max(len(self.points), 1),
            HEIGHT,
            self.title,
            self.total,
            bars,
        )


def activity_points(
    buckets: Iterable[ActivityBucket],
    *,
    span: Span,
    since: datetime,
    now: datetime,
    value: Callable[[ActivityBucket], float],
) -> list[Point]:
    """One for each minute, hour or day until now, those with nothing in them too."""
    found = {bucket.start: value(bucket) for bucket in buckets}
    step, last = timedelta(seconds=span), span_start(now, span)
    count = (last - since) // step + 1
    starts = [since + n * step for n in range(count)]
    return [Point(f"{start:{TIME_FORMATS[span]}}", found.get(start, 0)) for start in starts]


def _height(value: float, most: float) -> float:
    return max(value / most * HEIGHT, LEAST_HEIGHT) if value > 0 else 0.0


def _told(point: Point) -> str:
    return f"{point.label}: {count_words(point.value)}"
