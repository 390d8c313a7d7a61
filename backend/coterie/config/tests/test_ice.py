"""The STUN and TURN servers that an operator names."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from coterie.config.env import Environment
from coterie.config.ice import IceSettings, IceTransport, ice_settings

SECRET = "sixteen-letters!"


def read(**values: str) -> IceSettings:
    return ice_settings(Environment({f"COTERIE_{name}": value for name, value in values.items()}))


def refused_by_name(name: str) -> "pytest.RaisesExc[ImproperlyConfigured]":
    return pytest.raises(ImproperlyConfigured, match=f"^COTERIE_{name}: ")


def test_no_other_host_is_asked_unless_the_operator_says_so() -> None:
    assert read() == IceSettings(
        stun_urls=(), turn_urls=(), turn_secret="", turn_seconds=28_800, transport=IceTransport.ALL
    )


@pytest.mark.parametrize(
    "urls",
    [
        "stun:stun.example.org",
        "stuns:stun.example.org:5349",
        "stun:192.0.2.1:3478, stun:[2001:db8::1]:3478",
        "stun:stun-server_1",
    ],
)
def test_stun(urls: str) -> None:
    assert read(STUN_URLS=urls).stun_urls == tuple(urls.split(", "))


@pytest.mark.parametrize(
    "urls",
    [
        "turn:turn.example.org",
        "turn:[::1]:3478?transport=tcp",
        "turn:turn.example.org:3478?transport=udp, turns:turn.example.org:443?transport=tcp",
    ],
)
def test_turn(urls: str) -> None:
    assert read(TURN_URLS=urls, TURN_SECRET=SECRET).turn_urls == tuple(urls.split(", "))


@pytest.mark.parametrize(
    "bad",
    [
        "{}.example.org",
        "{}",
        "{}:",
        "{}://h",
        "{}:h/",
        "{}:h:0",
        "{}:h:65536",
        "{}:h:port",
        "{}:user:hunter2@h",
        "{}:-h",
        "{}:h h",
        "{}:h?",
        "{}:h?transport=sctp",
        "{}:h?transport=udp&x=y",
        "{}:::1",
        "{}:[::1",
        "{}:[1.2.3.4]",
        "{}:[:::1]",
        "{}:\u00e9.example",
        "http:h",
        "{}:fine, {}:h:0",
        ",".join(["{}:h"] * 9),
    ],
)
def test_other_addresses_are_refused_and_not_repeated(bad: str) -> None:
    with refused_by_name("STUN_URLS") as stun:
        read(STUN_URLS=bad.replace("{}", "stun"))
    with refused_by_name("TURN_URLS") as turn:
        read(TURN_URLS=bad.replace("{}", "turn"), TURN_SECRET=SECRET)
    assert "hunter2" not in f"{stun.value} {turn.value}"


def test_each_kind_has_its_place() -> None:
    for bad in ("turn:h", "stun:h?transport=udp"):
        with refused_by_name("STUN_URLS"):
            read(STUN_URLS=bad)
    with refused_by_name("TURN_URLS"):
        read(TURN_URLS="stun:h", TURN_SECRET=SECRET)


def test_urls_and_secret_need_each_other() -> None:
    with refused_by_name("TURN_SECRET"):
        read(TURN_URLS="turn:h")
    with refused_by_name("TURN_URLS"):
        read(TURN_SECRET=SECRET)
    with refused_by_name("TURN_SECRET") as refusal:
        read(TURN_URLS="turn:h", TURN_SECRET=SECRET[1:])
    assert SECRET[1:] not in str(refusal.value)


def test_relay_needs_a_relay() -> None:
    with refused_by_name("ICE_TRANSPORT"):
        read(ICE_TRANSPORT="relay", STUN_URLS="stun:h")
    with refused_by_name("ICE_TRANSPORT"):
        read(ICE_TRANSPORT="some")
    found = read(ICE_TRANSPORT="relay", TURN_URLS="turn:h", TURN_SECRET=SECRET)
    assert found.transport is IceTransport.RELAY


def test_a_credential_lives_from_minutes_to_a_day() -> None:
    for seconds in ("300", "86400"):
        assert read(TURN_SECONDS=seconds).turn_seconds == int(seconds)
    for bad in ("299", "86401", "8h"):
        with refused_by_name("TURN_SECONDS"):
            read(TURN_SECONDS=bad)


def test_the_secret_is_not_shown() -> None:
    found = read(TURN_URLS="turn:h", TURN_SECRET=SECRET)
    assert found.turn_secret == SECRET
    assert SECRET not in repr(found)
