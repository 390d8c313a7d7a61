"""COTERIE_PROXIES: whom quotas by address go by."""

import os
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from coterie.config.client_address import client_address


def seen(remote: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers))


def test_without_proxies_nobody_is_believed() -> None:
    for forged in (None, "198.51.100.1", "198.51.100.1, 127.0.0.1", "", "x"):
        assert seen("192.0.2.1", forged) == "192.0.2.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.9, 192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.9,unknown,  192.0.2.1 ", "192.0.2.1"),
        (2, "198.51.100.9, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (1, "192.0.2.1:51234", "192.0.2.1"),
        (1, "[2001:db8:1:2:3::4]:443", "2001:db8:1:2::/64"),
        # Round some of the proxies, or nonsense from them.
        (2, "192.0.2.1", "10.0.0.3"),
        (1, "", "10.0.0.3"),
        (1, "x" * 5000, "10.0.0.3"),
    ],
)
def test_each_proxy_is_believed_for_what_it_wrote(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.PROXIES = proxies
    assert seen("10.0.0.3", forwarded) == address


def test_whoever_goes_round_the_proxies_is_not_believed(settings: Settings) -> None:
    settings.PROXIES = 1
    assert seen("192.0.2.9", "198.51.100.1") == "192.0.2.9"
    assert seen("", "198.51.100.1") == "198.51.100.1"
    settings.TRUSTED_PROXIES = [ip_network("192.0.2.0/28")]
    assert seen("192.0.2.9", "198.51.100.1") == "198.51.100.1"
    assert seen("10.0.0.3", "198.51.100.1") == "10.0.0.3"


def test_where_there_is_no_address_all_are_one() -> None:
    assert seen("") == "unknown"


def test_of_ipv6_a_network_is_one_address() -> None:
    assert seen("2001:db8:1:2:3:4:5:6") == seen("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert seen("2001:db8:1:3::9") != seen("2001:db8:1:2::9")
    assert seen("::ffff:192.0.2.1") == "192.0.2.1"


ASK = "import django; django.setup(); from django.conf import settings; print(settings.PROXIES)"


@pytest.mark.parametrize(("proxies", "said"), [("", "1"), ("2", "2")])
def test_is_one_behind_a_trusted_proxy_unless_said(proxies: str, said: str, tmp_path: Path) -> None:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "coterie.config.settings",
        "COTERIE_DATA_DIR": str(tmp_path),
        "COTERIE_TRUST_PROXY": "1",
        "COTERIE_PROXIES": proxies,
    }
    asked = subprocess.run(
        [sys.executable, "-c", ASK], env=env, check=True, capture_output=True, text=True
    )
    assert asked.stdout.strip() == said
