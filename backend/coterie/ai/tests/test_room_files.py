"""The files of a room, asked of a realtime node over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from coterie.ai.tests.conftest import Product, question
from coterie.ai.tests.providers.dialects import CHAT
from coterie.ai.tests.providers.payloads import chat_answer
from coterie.ai.tests.providers.server import Provider
from coterie.files.tests.node import Node
from coterie.tests.front_door import Clock, FrontDoor, heartbeat_body

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


@pytest.fixture
def node(clock: Clock) -> Iterator[Node]:
    node = Node(clock, FILES)
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
