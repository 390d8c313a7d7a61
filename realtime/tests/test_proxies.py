"""Where a connection comes from, whatever its headers say."""

import pytest

from coterie_realtime.errors import SettingsError
from coterie_realtime.proxies import LOCAL, PRIVATE_NETWORKS, Proxies, networks_read

STRANGER = "203.0.113.9"
OUR_PROXY = "10.0.0.2"


@pytest.mark.parametrize("forwarded", ["", "198.51.100.7", "127.0.0.1", "unknown, 198.51.100.7"])
def test_without_proxies_only_the_peer_counts(forwarded: str) -> None:
    assert Proxies().client(STRANGER, forwarded) == STRANGER
    assert Proxies().client("127.0.0.1", forwarded) == LOCAL


@pytest.mark.parametrize("forwarded", ["198.51.100.7", "10.0.0.9, 198.51.100.7"])
def test_a_stranger_is_believed_nothing(forwarded: str) -> None:
    assert Proxies(1).client(STRANGER, forwarded) == STRANGER


@pytest.mark.parametrize(
    ("hops", "forwarded", "client"),
    [
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "192.0.2.66, 198.51.100.7", "198.51.100.7"),
        (2, "192.0.2.66, 198.51.100.7, 10.0.0.3", "198.51.100.7"),
        (1, "198.51.100.7:52000", "198.51.100.7"),
        (1, "[2001:db8:1:2:3::9]:443", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2::8", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
        (1, "127.0.0.1", LOCAL),
    ],
)
def test_our_proxy_is_believed_as_many_entries_as_there_are_proxies(
    hops: int, forwarded: str, client: str
) -> None:
    assert Proxies(hops).client(OUR_PROXY, forwarded) == client
    assert Proxies(hops).client(None, forwarded) == client


@pytest.mark.parametrize("forwarded", ["", "nonsense", "198.51.100.7, ", "1.2.3.4.5"])
def test_what_is_no_address_is_the_proxys_own(forwarded: str) -> None:
    assert Proxies(1).client(OUR_PROXY, forwarded) == OUR_PROXY


def test_fewer_entries_than_proxies_went_round_them() -> None:
    assert Proxies(2).client(OUR_PROXY, "198.51.100.7") == OUR_PROXY


def test_the_networks_may_be_chosen() -> None:
    chosen = Proxies(1, networks_read("X", ["192.0.2.0/24", "2001:db8::1"]))
    assert chosen.trusts("192.0.2.200")
    assert chosen.trusts("2001:db8::1")
    assert not chosen.trusts(OUR_PROXY)
    assert networks_read("X", ["private"]) == PRIVATE_NETWORKS


@pytest.mark.parametrize("word", ["10.0.0.1/8", "proxy.example", "*", "300.0.0.1"])
def test_what_is_no_network_is_named(word: str) -> None:
    with pytest.raises(SettingsError, match="COTERIE_TRUSTED_PROXIES"):
        networks_read("COTERIE_TRUSTED_PROXIES", [word])
