"""The set of deleted clocks, against a plain set."""

import random

from coterie_realtime.clock_ranges import ClockRanges


def test_ranges_agree_with_a_set() -> None:
    generator = random.Random(3)
    for _ in range(200):
        ranges, plain = ClockRanges(), set[tuple[int, int]]()
        for _ in range(40):
            client, start = generator.randrange(2), generator.randrange(50)
            end = start + generator.randint(1, 8)
            wanted = {(client, clock) for clock in range(start, end)}
            assert ((client, start, end) in ranges) == (wanted <= plain)
            ranges.add((client, start, end))
            plain |= wanted
