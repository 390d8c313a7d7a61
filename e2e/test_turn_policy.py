"""The policy of deploy/coturn/turnserver.conf, as the real server understands it."""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import turn_server
from stun import BINDING, SOFTWARE, Message, Refused, ask, connected, mapped_address
from turn_client import TurnClient, credentials
from turn_server import LOOPBACK, TurnServer

FILE = Path(__file__).parents[1] / "deploy" / "coturn" / "turnserver.conf"
SECONDS = 5
USER_QUOTA = 60

DENIED = [
    "127.0.0.1",
    "127.255.255.255",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "224.0.0.251",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
ALLOWED = ["9.9.9.9", "100.63.255.255", "172.32.0.1", "2620:fe::fe", "2a00::1"]


@pytest.fixture(scope="module")
def server() -> Iterator[TurnServer]:
    if reason := turn_server.why_not():
        pytest.skip(reason)
    with TurnServer(policy=FILE.read_text(), also_relays=["::1"] if has_ipv6() else []) as running:
        yield running


def has_ipv6() -> bool:
    with socket.socket(socket.AF_INET6) as sock:
        try:
            sock.bind(("::1", 0))
        except OSError:
            return False
    return True


def client(server: TurnServer) -> TurnClient:
    return TurnClient(connected(server.address, server.port, "tcp", SECONDS))


def permit(server: TurnServer, address: str) -> None:
    """Asks for a peer from a relay address of the same family; nothing is sent to the peer."""
    version = ipaddress.ip_address(address).version
    if version == 6 and not has_ipv6():
        pytest.skip("this machine has no IPv6 to relay from")
    with client(server) as somebody:
        somebody.allocate(
            credentials(server.secret, user=address.replace(":", "-")), version=version
        )
        somebody.permit(address)


@pytest.mark.parametrize("address", DENIED)
def test_a_peer_that_is_not_public_is_refused(server: TurnServer, address: str) -> None:
    with pytest.raises(Refused, match="403"):
        permit(server, address)


@pytest.mark.parametrize("address", ALLOWED)
def test_a_public_peer_is_not(server: TurnServer, address: str) -> None:
    permit(server, address)


def test_another_secret_is_refused(server: TurnServer) -> None:
    with client(server) as somebody, pytest.raises(Refused, match="401"):
        somebody.allocate(credentials("guessed"))


def test_credentials_expire(server: TurnServer) -> None:
    with client(server) as somebody, pytest.raises(Refused, match="401"):
        somebody.allocate(credentials(server.secret, seconds=-1))


def test_the_quota_is_of_a_person_whatever_the_credentials(server: TurnServer) -> None:
    with ExitStack() as stack:

        def allocate(user: str, seconds: int) -> None:
            somebody = stack.enter_context(client(server))
            somebody.allocate(credentials(server.secret, user=user, seconds=seconds))

        for number in range(USER_QUOTA):
            allocate("greedy", 60 + number)
        with pytest.raises(Refused, match="486"):
            allocate("greedy", 600)
        allocate("modest", 600)


def test_it_does_not_say_what_it_is(server: TurnServer) -> None:
    with connected(server.address, server.port, "udp", SECONDS) as sock:
        answer = ask(sock, Message.request(BINDING))
    assert mapped_address(answer) == LOOPBACK
    assert SOFTWARE not in answer.attributes


def test_tls_is_served_on_both_ports(server: TurnServer) -> None:
    context = ssl.create_default_context(cafile=server.certificate)
    for port in (server.tls_port, server.second_tls_port):
        with (
            connected(server.address, port, "tcp", SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=server.address) as sock,
        ):
            assert mapped_address(ask(sock, Message.request(BINDING))) == LOOPBACK
            assert sock.version() in {"TLSv1.2", "TLSv1.3"}


def test_every_line_is_understood(server: TurnServer) -> None:
    assert "Bad configuration" not in server.log
    assert "WARNING" not in server.log


def test_without_a_secret_nobody_is_let_in() -> None:
    if reason := turn_server.why_not():
        pytest.skip(reason)
    with TurnServer(policy=FILE.read_text(), knows_secret=False) as closed:
        for secret in (closed.secret, ""):
            with client(closed) as somebody, pytest.raises(Refused, match="401"):
                somebody.allocate(credentials(secret))
