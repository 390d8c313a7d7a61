"""The long form of `test_garbage`: real Yjs documents edit while their log is compacted.

`python tests/slow/yjs_histories.py [histories]`, from `realtime/`; 1,000 take two minutes.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from yjs_log import edit

HISTORIES = 1_000
STEPS = 250
FIRST_SEED = 1_000_000


def main(histories: int) -> None:
    """Prints what came of it, or ends with the seed that failed."""
    started = time.monotonic()
    log = edit(FIRST_SEED, histories, STEPS)
    print(
        f"{histories} histories of {STEPS} steps converged, {log.compactions} compactions, "
        f"{log.merged_bytes:,} -> {log.compacted_bytes:,} bytes, "
        f"{time.monotonic() - started:.0f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else HISTORIES)
