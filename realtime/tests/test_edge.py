"""Who may open a socket, and how the others are told: origins, proxies, places."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from client import Client
from conftest import Managed, serving
from raw import Raw, upgrade

from coterie_realtime.edge import Edge, Head, own_hosts
from coterie_realtime.limits import RETRY_SECONDS
from coterie_realtime.occupancy import Occupancy
from coterie_realtime.proxies import Proxies
from coterie_realtime.stores.memory import MemoryStore

HERE = "pad.example"


def head(origin: str | None, **changes: object) -> Head:
    plain = Head("203.0.113.9", encrypted=False, host=HERE, origin=origin, **no_proxy())
    return plain._replace(**changes)  # type: ignore[arg-type]


def no_proxy() -> dict[str, str]:
    return {"forwarded_for": "", "forwarded_host": "", "forwarded_proto": ""}


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, HERE),
        (f"http://{HERE}", HERE),
        (f"https://{HERE}", HERE),
        (f"https://{HERE}", f"{HERE}:443"),
        (f"http://{HERE}:80", HERE),
        (f"http://{HERE}:8000", f"{HERE}:8000"),
        ("http://[2001:db8::1]:8000", "[2001:db8::1]:8000"),
        (f"http://{HERE}", HERE.upper()),
    ],
)
def test_pages_of_this_host_may_connect(origin: str | None, host: str) -> None:
    """[WS4]"""
    assert Edge().allows_origin(head(origin, host=host))


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.example", HERE),
        (f"http://{HERE}:8001", f"{HERE}:8000"),
        (f"http://{HERE}:8000", HERE),
        (f"http://{HERE}.evil.example", HERE),
        (f"http://evil.example/{HERE}", HERE),
        (f"http://{HERE}@evil.example", HERE),
        ("null", HERE),
        ("null", ""),
        ("http://", ""),
        ("http://[", HERE),
        (f"http://{HERE}:port", HERE),
        ("file://", HERE),
        ("http://localhost:5173", "localhost:1234"),
    ],
)
def test_other_pages_may_not(origin: str, host: str) -> None:
    """[WS4]"""
    assert not Edge().allows_origin(head(origin, host=host))


def test_a_page_that_was_not_encrypted_may_not_use_an_encrypted_host() -> None:
    """[WS4]: whoever can change it on its way would be in the room."""
    assert not Edge().allows_origin(head(f"http://{HERE}", encrypted=True))
    assert Edge().allows_origin(head(f"https://{HERE}", encrypted=True))


def test_a_page_under_a_name_that_is_not_ours_may_not() -> None:
    """[WS4]: a page's own name may lead to this machine."""
    edge = Edge(is_own_host=own_hosts(()))
    assert not edge.allows_origin(head("http://evil.example", host="evil.example"))
    assert edge.allows_origin(head("http://127.0.0.1:5", host="127.0.0.1:5"))
    named = Edge(is_own_host=own_hosts((HERE,)))
    assert named.allows_origin(head(f"http://{HERE}"))
    assert not named.allows_origin(head("http://evil.example", host="evil.example"))


@pytest.mark.parametrize("name", ["forwarded_host", "forwarded_proto"])
def test_what_a_stranger_says_of_our_name_does_not_count(name: str) -> None:
    """[WS4]"""
    forged = {"forwarded_host": "evil.example", "forwarded_proto": "https"}
    for edge in (Edge(), Edge(proxies=Proxies(1))):
        assert not edge.allows_origin(head("http://evil.example", **forged))
        assert edge.allows_origin(head(f"http://{HERE}", **{name: forged[name]}))


def test_behind_our_proxy_its_word_counts() -> None:
    """[WS4]"""
    edge = Edge(proxies=Proxies(1))
    seen = {"peer": "10.0.0.2", "host": "node:1234", "forwarded_proto": "https"}
    assert edge.allows_origin(head(f"https://{HERE}", forwarded_host=HERE, **seen))
    assert not edge.allows_origin(head(f"http://{HERE}", forwarded_host=HERE, **seen))
    assert not edge.allows_origin(head("https://evil.example", forwarded_host=HERE, **seen))
    unknown = Edge(proxies=Proxies(1), is_own_host=own_hosts((HERE,)))
    forged = head("https://evil.example", forwarded_host="evil.example", **seen)
    assert not unknown.allows_origin(forged)


def test_pages_of_a_development_server_may_use_a_node_alone() -> None:
    """[WS4]"""
    alone = Edge(any_port=True)
    assert alone.allows_origin(head("http://localhost:5173", host="127.0.0.1:1234"))
    assert not alone.allows_origin(head("http://localhost:5173", host=HERE))


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Host": "evil.example:80", "Origin": "http://evil.example", "X_Forwarded_Host": "a"},
        {"Origin": "http://evil.example", "X_Forwarded_Host": "evil.example"},
        {"Origin": "http://evil.example", "Forwarded": "host=evil.example"},
    ],
    ids=str,
)
async def test_a_forged_host_opens_no_socket(headers: dict[str, str]) -> None:
    """[WS4]"""
    edge = Edge(is_own_host=own_hosts(()), any_port=True)
    async with serving(MemoryStore(), edge=edge) as url, Raw.open(url) as stranger:
        stranger.send(upgrade(url, **headers))
        assert await stranger.status() == 403
        assert await metric(url, 'coterie_refusals_total{reason="origin"}') == 1


@asynccontextmanager
async def full(url: str, count: int) -> AsyncIterator[list[Raw]]:
    """So many sockets, each from where `X-Forwarded-For` says."""
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(Raw.open(url)) for _ in range(count)]
        yield sockets


def from_(address: str, url: str) -> str:
    return upgrade(url, X_Forwarded_For=address)


async def metric(url: str, name: str) -> float:
    async with httpx.AsyncClient(base_url=url.replace("ws://", "http://")) as http:
        answer = await http.get("/metrics")
    assert answer.status_code == 200
    found = [line.rpartition(" ") for line in answer.text.splitlines() if line[:1] != "#"]
    return {key: float(value) for key, _, value in found}.get(name, 0)


async def test_an_address_has_so_many_places() -> None:
    """[WS10]"""
    edge = Edge(proxies=Proxies(1), places=Occupancy(10, 2))
    async with serving(MemoryStore(), edge=edge) as url, full(url, 4) as (a, b, c, d):
        for one in (a, b):
            one.send(from_("198.51.100.7", url))
            assert await one.status() == 101
        c.send(from_("198.51.100.7", url))
        answer = await c.rest()
        assert answer.startswith(b"HTTP/1.1 429 ")
        assert f"retry-after: {RETRY_SECONDS}\r\n".encode() in answer.lower()
        d.send(from_("198.51.100.8", url))
        assert await d.status() == 101
        assert await metric(url, 'coterie_refusals_total{reason="address_full"}') == 1
        assert await metric(url, "coterie_connections") == 3


async def test_a_place_is_free_again_once_its_socket_has_ended() -> None:
    """[WS10]"""
    edge = Edge(proxies=Proxies(1), places=Occupancy(2, 1))
    async with serving(MemoryStore(), edge=edge) as url:
        for _ in range(5):
            async with Raw.open(url) as one:
                one.send(from_("198.51.100.7", url))
                assert await one.status() == 101
            while len(edge.places):
                assert await metric(url, "coterie_connections") <= 1
        # Refused requests, and those that are no upgrade, hold none.
        for wrong in ("", "?"):
            async with Raw.open(url) as one:
                one.send(upgrade(url, key=wrong))
                assert await one.status() == 400
        assert len(edge.places) == 0
        assert await metric(url, "coterie_connections") == 0


async def test_a_node_has_so_many_places() -> None:
    """[WS10]"""
    edge = Edge(places=Occupancy(2, 1))
    async with serving(MemoryStore(), edge=edge) as url, full(url, 3) as (a, b, c):
        for one in (a, b):  # this machine may have all of them
            one.send(upgrade(url))
            assert await one.status() == 101
        c.send(upgrade(url))
        answer = await c.rest()
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: " in answer.lower()
        assert await metric(url, 'coterie_refusals_total{reason="node_full"}') == 1


async def test_a_room_has_so_many_places() -> None:
    """[AD6]"""
    async with (
        serving(MemoryStore(), room_places=2) as url,
        Client.joined(f"{url}/r", client_id=1) as ada,
        Client.joined(f"{url}/r", client_id=2) as bob,
    ):
        async with Client.connect(f"{url}/r", client_id=3) as late:
            await late.expect_close(4429)
            assert late.reasons == ["the room is full"]
            assert late.step1s == []
        async with Client.joined(f"{url}/other", client_id=3) as elsewhere:
            assert elsewhere.synced
        bob._transport.disconnect()
        await bob.ends()
        async with Client.joined(f"{url}/r", client_id=3) as back:
            back.type("in")
            await ada.until(lambda: str(ada.text) == "in")


async def test_answers_of_the_edge_carry_the_security_headers(managed: Managed) -> None:
    async with Raw.open(managed.url) as stranger:
        stranger.send(upgrade(managed.url, "/nowhere"))
        refused = (await stranger.rest()).decode().lower()
    assert refused.startswith("http/1.1 404 ")
    async with httpx.AsyncClient(base_url=managed.url.replace("ws://", "http://")) as http:
        for path in ("/livez", "/nowhere", "/internal/poke", "/metrics"):
            answer = await http.get(path)
            for name in ("permissions-policy", "content-security-policy", "referrer-policy"):
                assert f"{name}: {answer.headers[name]}".lower() in refused
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "server" not in answer.headers
