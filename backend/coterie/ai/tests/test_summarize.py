"""POST /api/ai/summarize/"""

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from coterie.ai.limits import SUMMARIES_PER_PERSON
from coterie.ai.tests.conftest import Json, Product, problem_of
from coterie.ai.tests.providers.dialects import CHAT
from coterie.ai.tests.providers.payloads import chat_answer
from coterie.ai.tests.providers.server import Provider
from coterie.files import room_files
from coterie.tests.front_door import Clock

SECRET = "ghp_1234567890abcdefghijklmnopqrstuvwxyzAB"
FILES = [
    {
        "id": "main",
        "path": "src/shop.py",
        "language": "python",
        "text": "import json\n\nclass Cart:\n    def total(self):\n        return 3  # TODO tax\n",
    },
    {
        "id": "b",
        "path": "web/app.ts",
        "language": "typescript",
        "text": "export const f = () => 1\n",
    },
]


@dataclass
class Realtime:
    """What stands where the embedded node would."""

    files: list[Json] = field(default_factory=lambda: list(FILES))
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def read(self, room: str, epoch: str) -> bytes:
        self.asked.append((room, epoch))
        return json.dumps({"files": self.files, "omitted": 0}).encode()


@pytest.fixture
async def realtime() -> AsyncIterator[Realtime]:
    realtime = Realtime()
    room_files.read_in_process(realtime.read)
    yield realtime
    room_files.read_in_process(None)


async def summary(product: Product, room: Json, token: str | None, **more: Any) -> str:
    response = await product.post("summarize", {"room_id": room["id"], **more}, token)
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["room_id"] == room["id"]
    return str(body["summary"])


async def test_names_files_symbols_and_people(
    product: Product, realtime: Realtime, clock: Clock
) -> None:
    room = await product.room(name="Shop *floor*")
    await product.join(room, "Ada")
    clock.advance(150)
    token = (await product.join(room, "Bob [x](http://evil)"))["token"]
    told = await summary(product, room, token)
    assert realtime.asked[0][0] == room["id"]
    for words in (
        "`src/shop.py`: python, 5 lines",
        "types: `Cart`",
        "functions: `total`",
        "imports: `json`",
        "`web/app.ts`: typescript, 1 line",
        "functions: `f`",
        "`src/shop.py`, line 5: TODO tax",
        "Ada \\(editor\\) left",
        "Bob",
    ):
        assert words in told, told
    # Names are text: no link, no emphasis.
    assert "[x](" not in told
    assert "**Shop \\*floor\\***" in told


async def test_streams(product: Product, realtime: Realtime) -> None:
    room, token = await product.member()
    events = await product.events("summarize", {"room_id": room["id"]}, token)
    names = [name for name, _ in events]
    assert names == ["piece"] * (len(events) - 1) + ["done"]
    done = events[-1][1]
    assert done["room_id"] == room["id"]
    assert "".join(data["text"] for name, data in events[:-1]).strip() == done["summary"]
    assert (done["engine"], done["is_remote"]) == ("Offline engine", False)


async def test_strangers_get_their_own_words_and_nothing_of_the_room(
    product: Product, realtime: Realtime
) -> None:
    room = await product.room(name="Private plans")
    await product.join(room, "Ada")
    told = await summary(product, room, None, code="def mine(): pass\n")
    assert "`mine`" in told
    for secret in ("Private", "Ada", "shop", "Cart"):
        assert secret not in told
    assert realtime.asked == []
    nowhere = {"room_id": str(uuid.uuid4())}
    await problem_of(product.post("summarize", nowhere), 404, "room-not-found")


async def test_code_stands_in_when_no_node_answers(product: Product) -> None:
    room, token = await product.member()
    assert "`mine`" in await summary(product, room, token, code="def mine(): pass\n")
    assert "no files" in await summary(product, room, token)


@pytest.mark.parametrize(
    "answer", [b"{", b"[]", b"{}", b'{"files": [{"id": 1}]}', b'{"files": 7}', b"\xff"]
)
async def test_a_node_that_says_nonsense_is_none(product: Product, answer: bytes) -> None:
    async def read(_room: str, _epoch: str) -> bytes:
        return answer

    room_files.read_in_process(read)
    try:
        room, token = await product.member()
        assert "`mine`" in await summary(product, room, token, code="def mine(): pass\n")
    finally:
        room_files.read_in_process(None)


@pytest.mark.usefixtures("remote")
async def test_a_provider_sees_the_room_within_bounds_and_no_secrets(
    product: Product, provider: Provider, realtime: Realtime
) -> None:
    provider.answers(CHAT.path, CHAT.answer(*chat_answer("It is ", "a shop.")))
    realtime.files.append(
        {"id": "c", "path": "big.txt", "language": "plaintext", "text": "words and words\n" * 9_000}
    )
    realtime.files.append(
        {"id": "d", "path": "k.env", "language": "plaintext", "text": f"TOKEN={SECRET}\n"}
    )
    room = await product.room(name=f"Shop {SECRET}")
    token = (await product.join(room, "Ada"))["token"]
    response = await product.post("summarize", {"room_id": room["id"]}, token)
    assert response.json()["summary"] == "It is a shop."
    assert response.json()["redacted"] == 2
    [asked] = provider.asked
    said = asked.body["messages"][1]["content"]
    for words in ("class Cart", "export const f", "k.env", "Ada (editor) is here"):
        assert words in said
    assert SECRET not in said
    assert 20_000 < len(said.encode()) < 36_000


@pytest.mark.usefixtures("remote")
async def test_an_endless_summary_ends(product: Product, provider: Provider) -> None:
    provider.answers(CHAT.path, CHAT.answer(*chat_answer(*["word " * 500] * 20)))
    room, token = await product.member()
    assert len(await summary(product, room, token)) <= 20_000


async def test_nobody_reads_that_many(product: Product, realtime: Realtime) -> None:
    room, token = await product.member()
    for _ in range(SUMMARIES_PER_PERSON.capacity):
        await summary(product, room, token)
    call = product.post("summarize", {"room_id": room["id"]}, token)
    await problem_of(call, 429, "ai-budget")


@pytest.mark.parametrize("body", [{}, {"room_id": None}, {"room_id": 7.5, "code": 1}])
async def test_needs_a_room(product: Product, body: Json) -> None:
    await problem_of(product.post("summarize", body), 400, "invalid")
