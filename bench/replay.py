"""Replays a real editing history through the running product, with two kills.

The official y-websocket client types the trace into a room. Half-way the server is killed with
SIGKILL and started again; another client joins while the first still types. When both have left,
the server is killed once more, and a third client reads what only the disk can tell it. All must
hold exactly the trace's end.
"""

import argparse
import asyncio
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Timer

from editing_trace import Trace, trace_read
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect
from product import Product

CLIENT = Path(__file__).with_name("trace-client.mjs")
KILL_AT = 0.5
LATE_AT = 0.75
CLIENT_SECONDS = 240
ACK_SECONDS = 10

# A sync frame that brings nothing is acknowledged once all before it is durable [DU2].
NO_NEWS = bytes.fromhex("0001020000")
ACK_OF_IT = bytes.fromhex("6f01")


class Clients:
    """Processes of the official client; none outlives this."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[str]] = []
        self._watchdog = Timer(CLIENT_SECONDS, self.close)
        self._watchdog.daemon = True
        self._watchdog.start()

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        client = subprocess.Popen(
            ["node", str(CLIENT), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._running.append(client)
        return client

    def finish(self, client: subprocess.Popen[str]) -> None:
        """Lets a client end, which it does with 0 if it holds the text."""
        output, _ = client.communicate()
        if client.returncode != 0:
            raise RuntimeError(f"a client ended with another text: {output}")

    def close(self) -> None:
        self._watchdog.cancel()
        for client in self._running:
            if client.poll() is None:
                client.kill()


def replay(trace: Trace, folder: Path) -> dict[str, object]:
    """Replays a trace in a fresh data folder; says how it went.

    Raises:
        RuntimeError: a client ended with another text.
    """
    product, clients = Product(folder / "data"), Clients()
    try:
        return _replay(trace, folder, product, clients)
    finally:
        clients.close()
        product.close()


def _replay(trace: Trace, folder: Path, product: Product, clients: Clients) -> dict[str, object]:
    started = time.monotonic()
    product.start()
    room = product.room_create(name="replay")
    socket = product.url.replace("http", "ws") + "/ws"
    file = folder / "trace.json"
    content = {"txns": trace.transactions, "endContent": trace.end, "numAgents": trace.authors}
    file.write_text(json.dumps(content))
    expected = hashlib.sha256(trace.end.encode()).hexdigest()

    writer = clients.start("write", socket, room, str(file))
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
            late = clients.start("read", socket, room, expected)
        if typed == 1:
            break
    if late is None or not killed:
        raise RuntimeError("the writer did not get through the trace")
    clients.finish(late)
    clients.finish(writer)
    asyncio.run(_all_is_durable(f"{socket}/{room}?coterie=1"))
    # Nobody is left who could bring anything back.
    product.kill()
    product.start()
    clients.finish(clients.start("read", socket, room, expected))
    return {
        "transactions": len(trace.transactions),
        "characters": len(trace.end),
        "authors": trace.authors or 1,
        "kills": 2,
        "identical": True,
        "exit_status_of_stop": product.stop(),
        "seconds": round(time.monotonic() - started, 1),
    }


class _Asker(WSListener):
    """Sends a frame that brings nothing, and waits for its acknowledgement."""

    def __init__(self) -> None:
        self.acknowledged = asyncio.Event()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        message = frame.get_payload_as_bytes()
        if message.startswith(b"\x00\x00"):
            transport.send(WSMsgType.BINARY, NO_NEWS)
        elif message == ACK_OF_IT:
            self.acknowledged.set()


async def _all_is_durable(url: str) -> None:
    asker = _Asker()
    transport, _ = await ws_connect(lambda: asker, url)
    await asyncio.wait_for(asker.acknowledged.wait(), ACK_SECONDS)
    transport.disconnect(False)
    await transport.wait_disconnected()


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
