"""Replays a real editing history through the running product, with a kill in the middle.

The official y-websocket client types the trace into a room. Half-way the server is killed with
SIGKILL and started again; another client joins while the first still types, and a third after one
more restart. All must hold exactly the trace's end.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from editing_trace import Trace, trace_read
from product import Product

CLIENT = Path(__file__).with_name("trace-client.mjs")
KILL_AT = 0.5
LATE_AT = 0.75
CLIENT_SECONDS = 120


def replay(trace: Trace, folder: Path) -> dict[str, object]:
    """Replays a trace in a fresh data folder; says how it went.

    Raises:
        RuntimeError: a client ended with another text.
    """
    product = Product(folder / "data")
    try:
        return _replay(trace, folder, product)
    finally:
        product.close()


def _replay(trace: Trace, folder: Path, product: Product) -> dict[str, object]:
    started = time.monotonic()
    product.start()
    room = product.room_create(name="replay")
    socket = product.url.replace("http", "ws") + "/ws"
    file = folder / "trace.json"
    file.write_text(json.dumps({"txns": trace.transactions, "endContent": trace.end}))
    expected = hashlib.sha256(trace.end.encode()).hexdigest()

    writer = _client("write", socket, room, str(file))
    late: subprocess.Popen[str] | None = None
    killed = False
    assert writer.stdout
    for line in writer.stdout:
        typed = float(line.removeprefix("typed "))
        if typed >= KILL_AT and not killed:
            killed = True
            product.kill()
            product.start()
        if typed >= LATE_AT and late is None:
            late = _client("read", socket, room, expected)
        if typed == 1:
            break
    if late is None or not killed:
        raise RuntimeError("the writer did not get through the trace")
    _finish(late)
    _finish(writer)
    status = product.stop()
    product.start()
    _finish(_client("read", socket, room, expected))
    return {
        "transactions": len(trace.transactions),
        "characters": len(trace.end),
        "kills": 1,
        "exit_status_of_stop": status,
        "identical": True,
        "seconds": round(time.monotonic() - started, 1),
    }


def _client(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["node", str(CLIENT), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _finish(client: subprocess.Popen[str]) -> None:
    output, _ = client.communicate(timeout=CLIENT_SECONDS)
    if client.returncode != 0:
        raise RuntimeError(f"a client ended with another text: {output}")


def main() -> None:
    """Replays the trace that the command line names, and prints the outcome as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trace", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        json.dump(replay(trace_read(given.trace), Path(folder)), sys.stdout)
    print()


if __name__ == "__main__":
    main()
