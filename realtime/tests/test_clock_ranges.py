"""The set of clock ranges, against a plain set."""

import random
import time

from coterie_realtime.clock_ranges import ClockRanges


def test_ranges_agree_with_a_set() -> None:
    generator = random.Random(3)
    for _ in range(300):
        ranges, plain = ClockRanges(), set[tuple[int, int]]()
        for _ in range(generator.choice((3, 30))):
            added = []
            for _ in range(generator.choice((1, 1, 60))):
                client, start = generator.randrange(2), generator.randrange(60)
                added.append((client, start, start + generator.randint(1, 4)))
            client, start, end = wanted = added[0]
            clocks = {(client, clock) for clock in range(start, end)}
            assert (wanted in ranges) == ranges.holds([wanted]) == (clocks <= plain)
            assert ranges.overlaps([wanted]) == bool(clocks & plain)
            missing = {(client, at) for a, z in ranges.missing(wanted) for at in range(a, z)}
            assert missing == clocks - plain
            ranges.add_all(added)
            plain |= {(c, at) for c, a, z in added for at in range(a, z)}
            assert {(c, at) for c, a, z in ranges for at in range(a, z)} == plain
        for client in (0, 1):
            first = ranges.first_missing(client)
            assert (client, first) not in plain
            assert all((client, clock) in plain for clock in range(first))
            assert ranges.state_vector().get(client, 0) == first


def test_ranges_in_descending_order_take_no_square_of_time() -> None:
    """400,000 at the front of a list, one by one, took seconds; bounded loosely on purpose."""
    started = time.process_time()
    ranges = ClockRanges([(1, 2 * at, 2 * at + 1) for at in range(400_000, 0, -1)])
    assert len(list(ranges)) == 400_000
    assert time.process_time() - started < 3
