"""Charts: shapes in proportion, and nothing but text of what strangers wrote."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from coterie.analytics.models import ActivityBucket, Span
from coterie.console.charts import LEAST_HEIGHT, Chart, Point, activity_points
from coterie.console.words import ago_words, count_words, size_words, time_words


def bars(chart: Chart) -> list[tuple[float, float]]:
    root = ElementTree.fromstring(chart.svg)
    return [(float(bar.attrib["x"]), float(bar.attrib["height"])) for bar in root]


def test_bars_are_in_proportion_and_hardly_anything_is_seen() -> None:
    values = (0, 50, 100, 0.1)
    chart = Chart("T", "U", "all", [Point(str(n), value) for n, value in enumerate(values)])
    assert bars(chart) == [(1.1, 50.0), (2.1, 100.0), (3.1, LEAST_HEIGHT)]
    assert chart.rows == [("3", "0.1"), ("2", "100"), ("1", "50")]
    assert (chart.most, chart.first, chart.last, chart.is_empty) == ("100", "0", "3", False)


def test_nothing_is_nothing() -> None:
    for points in ([], [Point("a", 0)]):
        chart = Chart("T", "U", "all", points)
        assert (chart.is_empty, bars(chart), chart.rows) == (True, [], [])


def test_words_are_text() -> None:
    chart = Chart('"><b>', "U", "<i>", [Point("<script>", 1)])
    assert "<b>" not in chart.svg
    assert "<i>" not in chart.svg
    assert "<script>" not in chart.svg
    assert ElementTree.fromstring(chart.svg).attrib["aria-label"] == '"><b>: <i>'


def test_times_without_anything_are_there() -> None:
    since = datetime(2030, 1, 1, 10, tzinfo=UTC)
    bucket = ActivityBucket(start=since + timedelta(hours=1), edits=7)
    points = activity_points(
        [bucket],
        span=Span.HOUR,
        since=since,
        now=since + timedelta(hours=2, minutes=59),
        value=lambda one: one.edits,
    )
    assert [(point.label[-5:], point.value) for point in points] == [
        ("10:00", 0),
        ("11:00", 7),
        ("12:00", 0),
    ]


def test_figures_as_words() -> None:
    assert [count_words(count) for count in (0, 0.04, 9.96, 1234.5)] == [
        "0",
        "0",
        "10",
        "1,234",
    ]
    assert [size_words(size) for size in (0, 999, 1_000, 1_234_567)] == [
        "0 B",
        "999 B",
        "1 kB",
        "1.2 MB",
    ]
    times = (timedelta(seconds=5), timedelta(minutes=59), timedelta(hours=25))
    assert [time_words(time) for time in times] == ["5 s", "59 min", "1 d 1 h"]
    now = datetime(2030, 1, 1, tzinfo=UTC)
    assert ago_words(now - timedelta(seconds=59), now) == "just now"
    assert ago_words(now + timedelta(hours=1), now) == "just now"
    assert ago_words(now - timedelta(minutes=61), now) == "1 h 1 min ago"
