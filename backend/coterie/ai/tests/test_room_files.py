"""The files of a room, asked of a realtime node over HTTP."""

import json
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from coterie.ai.tests.conftest import Product, question
from coterie.ai.tests.providers.dialects import CHAT
from coterie.ai.tests.providers.payloads import chat_answer
from coterie.ai.tests.providers.server import Provider
from coterie.signing.signatures import verify
from coterie.tests.front_door import SERVICE_KEY, Clock, FrontDoor, heartbeat_body

FILES = [
    {"id": "main", "path": "main.py", "language": "python", "text": "import shop\n"},
    {
        "id": "b",
        "path": "shop.py",
        "language": "python",
        "text": "SECRET_SAUCE = 1\n\nclass Cart:\n    pass\n\n"
        "def total_price(cart: Cart) -> int:\n    return 1\n",
    },
]


class Node:
    """Answers as docs/protocol.md [FI1] has it, to whoever signs."""

    def __init__(self, clock: Clock) -> None:
        self.asked: list[str] = []
        self.content = json.dumps({"files": FILES, "omitted": 0}).encode()
        self.status = 200
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                verify(
                    headers=self.headers,  # type: ignore[arg-type]
                    keys=[SERVICE_KEY],
                    method="GET",
                    target=self.path,
                    body=b"",
                    now=clock.now(),
                )
                node.asked.append(self.path)
                self.send_response(node.status)
                self.send_header("Content-Length", str(len(node.content)))
                self.end_headers()
                with suppress(ConnectionError):  # it may be too much for the caller
                    self.wfile.write(node.content)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = Thread(target=self.server.serve_forever, args=[0.01])
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


@pytest.fixture
def node(clock: Clock) -> Iterator[Node]:
    node = Node(clock)
    yield node
    node.close()


async def known(clock: Clock, address: str, **more: Any) -> None:
    beat = FrontDoor(clock).beat
    await sync_to_async(beat)(heartbeat_body({}, address=address, **more))


async def test_a_summary_asks_a_live_node(product: Product, node: Node, clock: Clock) -> None:
    """[FI1] [SG1]"""
    await known(clock, "http://127.0.0.1:1", node="away")
    await known(clock, node.address, node="here")
    room, token = await product.member()
    response = await product.post("summarize", {"room_id": room["id"]}, token)
    assert "`Cart`" in response.json()["summary"]
    [path] = node.asked
    assert path.startswith(f"/internal/rooms/{room['id']}/files?epoch=")


@pytest.mark.parametrize(
    ("status", "content"), [(503, b"{}"), (200, b"nonsense"), (200, b" " * (9 << 20))]
)
async def test_a_node_that_cannot_is_done_without(
    product: Product, node: Node, clock: Clock, status: int, content: bytes
) -> None:
    """[FI6]"""
    node.status, node.content = status, content
    await known(clock, node.address)
    room, token = await product.member()
    body = {"room_id": room["id"], "code": "def mine(): pass\n"}
    assert "`mine`" in (await product.post("summarize", body, token)).json()["summary"]
    assert node.asked


@pytest.mark.usefixtures("remote")
async def test_suggestions_see_what_other_files_define(
    product: Product, node: Node, clock: Clock, provider: Provider
) -> None:
    provider.answers(CHAT.path, CHAT.answer(*chat_answer("x")))
    await known(clock, node.address)
    room, token = await product.member()
    for number in range(3):
        code = f"import shop\nn{number} = shop.total_price("
        await product.suggest(question(room, code, path="main.py"), token)
    said = provider.asked[-1].body["messages"][1]["content"]
    assert "def total_price(cart: Cart) -> int:" in said
    assert "class Cart" in said
    assert said.count("import shop") == 1
    # Only definitions, and the node is not asked for each suggestion.
    assert "SECRET_SAUCE" not in said
    assert len(node.asked) == 1


async def test_the_local_engine_knows_the_words_of_other_files(
    product: Product, node: Node, clock: Clock
) -> None:
    await known(clock, node.address)
    room, token = await product.member()
    body = question(room, "tot", path="main.py", language="ruby")
    assert (await product.suggest(body, token))["suggestion"] == "al_price"


async def test_strangers_learn_nothing_of_other_files(
    product: Product, node: Node, clock: Clock
) -> None:
    await known(clock, node.address)
    room, _ = await product.member()
    assert (await product.suggest(question(room, "total_p", path="x")))["suggestion"] == ""
    assert node.asked == []
