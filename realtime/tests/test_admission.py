"""Who gets in, and how the others are told."""

import uuid

import httpx
import jwt
import pytest
from client import Client
from conftest import Managed, serving
from picows import WSHandshakeError

from coterie_realtime.edge import Edge
from coterie_realtime.stores.memory import MemoryStore


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 1},
        {"aud": "another"},
        {"room": str(uuid.uuid4())},
        {"role": "god"},
        {"name": 5},
        {"epoch": None},
    ],
    ids=str,
)
async def test_a_wrong_token_closes_with_4401(managed: Managed, claims: dict[str, object]) -> None:
    """[AD1] [WS7]"""
    async with Client.connect(managed.link(**claims)) as client:
        await client.expect_close(4401)
        assert client.step1s == []
        assert len(client.reasons) == 1


async def test_a_token_of_a_foreign_key_closes(managed: Managed) -> None:
    """[AD1]"""
    token = jwt.encode({"room": managed.room}, "secret" * 8, "HS256", headers={"kid": "x"})
    async with Client.connect(f"{managed.url}/ws/{managed.room}?token={token}") as client:
        await client.expect_close(4401)


async def test_another_epoch_closes_before_any_sync(managed: Managed) -> None:
    """[AD2]"""
    async with Client.connect(managed.link() + "&epoch=another") as client:
        await client.expect_close(4409)
        assert client.step1s == []
    async with (
        Client.joined(managed.link()),
        Client.connect(managed.link(epoch="f" * 16), client_id=2) as late,
    ):
        await late.expect_close(4409)
        assert late.step1s == []


@pytest.mark.parametrize("room", ["lobby", "../../etc", "A" * 36])
async def test_a_room_that_is_no_uuid_is_unknown(managed: Managed, room: str) -> None:
    """[WS1]"""
    async with Client.connect(f"{managed.url}/ws/{room}") as client:
        await client.expect_close(4404)


async def test_a_guest_is_asked_to_come_back_while_django_is_away(managed: Managed) -> None:
    """[AD3]"""
    async with Client.connect(f"{managed.url}/ws/{managed.room}") as client:
        await client.expect_close(4503)


async def test_alone_everybody_edits_any_room(server: str) -> None:
    """[AD4] [WS1]"""
    for path in ("room", "ws/room", "deep/er/room", "r%C3%A4um", "x?token=whatever"):
        async with Client.joined(f"{server}/{path}") as client:
            assert client.synced


async def test_alone_there_is_one_epoch(server: str) -> None:
    """[AD2]"""
    async with Client.connect(f"{server}/r?epoch=5") as client:
        await client.expect_close(4409)


@pytest.mark.parametrize("path", ["", "?token=x", "ws/", "x" * 201, "/[x"])
async def test_no_room_is_no_socket(server: str, path: str) -> None:
    """[WS1]"""
    with pytest.raises(WSHandshakeError):
        async with Client.connect(f"{server}/{path}"):
            pass


async def test_a_foreign_page_is_refused(managed: Managed) -> None:
    """[WS4]"""
    host = managed.url.removeprefix("ws://")
    for origin in ("https://evil.example", "null", "http://[", f"http://{host}.evil.example"):
        with pytest.raises(WSHandshakeError):
            async with Client.connect(managed.link(), headers={"Origin": origin}):
                pass
    async with Client.connect(managed.link(), headers={"Origin": f"http://{host}"}) as client:
        await client.sync()


async def test_an_allowed_origin_is_let_in() -> None:
    """[WS4]"""
    async with serving(MemoryStore(), edge=Edge(origins=("https://pad.example",))) as url:
        async with Client.connect(f"{url}/r", headers={"Origin": "https://pad.example"}) as ours:
            await ours.sync()
        with pytest.raises(WSHandshakeError):
            async with Client.connect(f"{url}/r", headers={"Origin": "https://other.example"}):
                pass


async def test_a_firefox_handshake_is_understood(server: str) -> None:
    """picows 2.3.1 answers 400 to this header when it is not rewritten."""
    async with Client.connect(
        f"{server}/r", headers={"Connection": "keep-alive, Upgrade"}
    ) as client:
        await client.sync()


async def test_the_probes_answer(server: str) -> None:
    base = server.replace("ws://", "http://")
    async with httpx.AsyncClient(base_url=base) as http:
        assert (await http.get("/livez")).status_code == 200
        assert (await http.get("/readyz")).status_code == 200
        assert (await http.get("/else")).status_code == 404
