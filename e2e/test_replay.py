"""A real editing history through the official client and the running product, with a kill."""

from pathlib import Path

from editing_trace import trace_read
from replay import replay

CUT = Path(__file__).parents[1] / "bench" / "fixtures" / "sveltecomponent-cut.json.gz"


def test_a_replayed_trace_ends_identical(tmp_path: Path) -> None:
    """[DU3] [SY1]: also that stock clients connect without a token to an open room [AD3]."""
    outcome = replay(trace_read(CUT), tmp_path)
    assert outcome["identical"]
    assert outcome["exit_status_of_stop"] == 0
