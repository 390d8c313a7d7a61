"""Base URLs as an attacker would choose them, and names as an attacker's DNS would answer."""

import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from coterie.ai.engines.base_url import AddressRefused, base_url_check
from coterie.ai.engines.call import Call
from coterie.ai.engines.outbound import Outbound
from coterie.ai.engines.pinned import PinnedBackend, Resolve, system_resolve
from coterie.ai.errors import EngineError, EngineUnavailable
from coterie.ai.tests.providers.certificates import Authority
from coterie.ai.tests.providers.dialects import CHAT, DIALECTS, PATIENT, Dialect, pieces_of, text_of
from coterie.ai.tests.providers.server import Answer, Provider

both_engines = pytest.mark.parametrize("dialect", DIALECTS[:2], ids=lambda dialect: dialect.name)

PRIVATE = [
    "127.0.0.1",
    "127.255.0.9",
    "0.0.0.0",
    "10.0.0.5",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.0.192",
    "192.88.99.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fd12:3456::1",
    "fec0::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.5",
    "::ffff:0:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::10.0.0.5",
    "64:ff9b:1::1",
    "2002:7f00:1::1",
    "2001:0:7f00:1::1",
    "5f00::1",
]
# Credentials of machines in clouds, and addresses of many machines.
NEVER = [
    "169.254.169.254",
    "169.254.170.2",
    "168.63.129.16",
    "100.100.100.200",
    "fd00:ec2::254",
    "fe80::1",
    "::ffff:169.254.169.254",
    "64:ff9b::169.254.169.254",
    "224.0.0.1",
    "ff02::1",
]
PUBLIC = ["8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"]


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider.start() as provider:
        provider.answers(CHAT.path, CHAT.answer())
        yield provider


def resolves(*answers: Sequence[str]) -> Resolve:
    """One answer after the other; asking once more is an error."""
    left = list(answers)

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return left.pop(0)

    return resolve


def _url(address: str) -> str:
    return f"http://[{address}]/v1" if ":" in address else f"http://{address}/v1"


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_must_be_allowed(address: str) -> None:
    with pytest.raises(AddressRefused):
        base_url_check(_url(address), allow_private=False)
    assert base_url_check(_url(address), allow_private=True).path == "/v1"


@pytest.mark.parametrize("address", NEVER)
@pytest.mark.parametrize("allow_private", [False, True])
def test_some_addresses_are_never_allowed(address: str, allow_private: bool) -> None:
    with pytest.raises(AddressRefused):
        base_url_check(_url(address), allow_private=allow_private)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    assert base_url_check(_url(address), allow_private=False).path == "/v1"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com",
        "file:///etc/passwd",
        "gopher://example.com",
        "unix:///run/docker.sock",
        "example.com/v1",
        "//example.com",
        "",
        "http://",
        "http:///v1",
        "https://user@example.com",
        "https://user:secret@example.com",
        "https://example.com@127.0.0.1/",
        "https://example.com/v1?x=secret",
        "https://example.com/v1?",
        "https://example.com/#secret",
        "https://example.com:99999",
        "https://example.com:0",
        "https://exa mple.com",
        "https://example.com\r\nHost: evil",
        "https://" + "a" * 2000 + ".com",
        # IPv4 addresses in disguise.
        "http://2130706433",
        "http://0177.0.0.1",
        "http://0x7f.0.0.1",
        "http://0x7f000001",
        "http://127.1",
        "http://127.0.0.1.",
        "http://example.0x7f",
        "http://１２７.0.0.1",
        "http://①②⑦.0.0.1",
        "http://[::ffff:127.0.0.1%25lo]",
    ],
)
@pytest.mark.parametrize("allow_private", [False, True])
def test_what_is_no_plain_url_is_refused_unquoted(url: str, allow_private: bool) -> None:
    with pytest.raises(AddressRefused) as caught:
        base_url_check(url, allow_private=allow_private)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "api.localhost"])
def test_this_machine_by_name_must_be_allowed(host: str) -> None:
    with pytest.raises(AddressRefused):
        base_url_check(f"http://{host}:11434", allow_private=False)
    base_url_check(f"http://{host}:11434", allow_private=True)


@both_engines
def test_engines_check_when_they_are_made(dialect: Dialect) -> None:
    with pytest.raises(AddressRefused):
        dialect.engine("http://10.0.0.5", allow_private=False)


@both_engines
@pytest.mark.parametrize("address", [*PRIVATE, *NEVER])
async def test_names_that_lead_to_private_addresses(
    provider: Provider, dialect: Dialect, address: str
) -> None:
    url = f"http://engine.test:{provider.port}"
    engine = dialect.engine(url, allow_private=False, resolve=resolves([address]))
    with pytest.raises(AddressRefused) as caught:
        await pieces_of(engine)
    # Where a name leads inside is nothing for people in rooms.
    assert address not in str(caught.value)
    assert provider.connections == 0


@pytest.mark.parametrize("order", [1, -1])
async def test_one_private_address_refuses_all(provider: Provider, order: int) -> None:
    answer = ["8.8.8.8", "127.0.0.1"][::order]
    url = f"http://engine.test:{provider.port}"
    engine = CHAT.engine(url, allow_private=False, resolve=resolves(answer))
    with pytest.raises(AddressRefused):
        await pieces_of(engine)
    assert provider.connections == 0


@pytest.mark.parametrize(
    "host", ["localhost", "2130706433", "0177.0.0.1", "0x7f.1", "127.1", "0", "::ffff:7f00:1"]
)
async def test_what_the_system_makes_of_a_host_is_checked(provider: Provider, host: str) -> None:
    network = PinnedBackend(system_resolve, allow_private=False)
    with pytest.raises(AddressRefused):
        await network.connect_tcp(host, provider.port, timeout=5)
    assert provider.connections == 0


@both_engines
async def test_a_name_is_looked_up_once_a_connection(dialect: Dialect) -> None:
    """An attacker's DNS says one address to the check; the system's says another to a connect."""
    async with Provider.start(host="127.0.0.2") as checked:
        checked.answers(dialect.path, dialect.answer())
        resolve = resolves(["127.0.0.2"])
        engine = dialect.engine(f"http://localhost:{checked.port}", resolve=resolve)
        # The second question goes over the same connection: another lookup would fail here.
        assert [await text_of(engine), await text_of(engine)] == ["a + b", "a + b"]
        assert checked.connections == 1
        assert checked.asked[0].headers["host"] == f"localhost:{checked.port}"
        await engine.aclose()


async def test_dns_that_changes_is_checked_again(provider: Provider) -> None:
    resolve = resolves(["127.0.0.1"], ["169.254.169.254"])
    engine = CHAT.engine(f"http://engine.test:{provider.port}", resolve=resolve)
    assert await text_of(engine) == "a + b"
    await engine.aclose()
    with pytest.raises(AddressRefused):
        await pieces_of(engine)


@both_engines
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(
    provider: Provider, dialect: Dialect, status: int
) -> None:
    async with Provider.start() as inside:
        location = {"Location": f"{inside.base_url}/latest/meta-data/"}
        provider.answers(dialect.path, Answer(status=status, headers=location))
        engine = dialect.engine(provider.base_url)
        with pytest.raises(AddressRefused):
            await pieces_of(engine)
        assert (len(provider.asked), inside.connections) == (1, 0)
        await engine.aclose()


@both_engines
async def test_proxies_of_the_environment_are_not_used(
    provider: Provider, dialect: Dialect, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Provider.start() as proxy:
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.base_url)
        provider.answers(dialect.path, dialect.answer())
        engine = dialect.engine(provider.base_url)
        assert await text_of(engine) == "a + b"
        assert proxy.connections == 0
        await engine.aclose()


async def test_requests_to_another_origin_are_refused(provider: Provider) -> None:
    async with Provider.start() as other:
        outbound = Outbound(provider.base_url, allow_private=True)
        async with Call(PATIENT) as call, outbound.client() as client:
            with call.sending(), pytest.raises(AddressRefused):
                await client.get(other.base_url)
        assert other.connections == 0


async def test_a_request_without_a_call_is_a_mistake_of_ours(provider: Provider) -> None:
    client = Outbound(provider.base_url, allow_private=True).client()
    with pytest.raises(LookupError):
        await client.get(provider.base_url)
    await client.aclose()


async def test_the_next_address_is_tried(provider: Provider) -> None:
    resolve = resolves(["127.0.0.3", "127.0.0.1"])
    engine = CHAT.engine(f"http://engine.test:{provider.port}", resolve=resolve)
    assert await text_of(engine) == "a + b"
    await engine.aclose()


def _no_such_name() -> Sequence[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.mark.parametrize("answer", [_no_such_name, list], ids=["unknown", "empty"])
async def test_names_without_address(answer: Callable[[], Sequence[str]]) -> None:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return answer()

    engine = CHAT.engine("http://engine.test", resolve=resolve)
    with pytest.raises(EngineUnavailable):
        await pieces_of(engine)


async def test_ipv6(request: pytest.FixtureRequest) -> None:
    with closing(socket.socket(socket.AF_INET6)) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
    async with Provider.start(host="::1") as provider:
        provider.answers(CHAT.path, CHAT.answer())
        engine = CHAT.engine(f"http://[::1]:{provider.port}")
        assert await text_of(engine) == "a + b"
        await engine.aclose()


@both_engines
async def test_tls_verifies_the_name_not_the_address(dialect: Dialect, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with Provider.start(tls=authority.server("engine.test")) as provider:
        provider.answers(dialect.path, dialect.answer())
        engine = dialect.engine(
            f"https://engine.test:{provider.port}",
            resolve=resolves(["127.0.0.1"]),
            tls=authority.client,
        )
        assert await text_of(engine) == "a + b"
        await engine.aclose()


@pytest.mark.parametrize("trusts", [True, False])
async def test_wrong_certificates_are_refused(tmp_path: Path, trusts: bool) -> None:
    authority = Authority(tmp_path)
    name = "other.test" if trusts else "engine.test"
    async with Provider.start(tls=authority.server(name)) as provider:
        engine = CHAT.engine(
            f"https://engine.test:{provider.port}",
            resolve=resolves(["127.0.0.1"]),
            tls=authority.client if trusts else None,
        )
        with pytest.raises(EngineUnavailable, match="certificate"):
            await pieces_of(engine)
        assert provider.asked == []
        await engine.aclose()


async def test_what_is_no_http_is_no_engine(provider: Provider) -> None:
    engine = CHAT.engine(f"https://127.0.0.1:{provider.port}")
    with pytest.raises(EngineError):
        await pieces_of(engine)
    await engine.aclose()


def test_clients_hold_no_other_way_out() -> None:
    client = Outbound("https://example.com", allow_private=False).client()
    assert not client.follow_redirects
    assert not client.trust_env
    assert isinstance(client._transport, Outbound)
    assert client._mounts == {}
    assert isinstance(client, httpx.AsyncClient)
