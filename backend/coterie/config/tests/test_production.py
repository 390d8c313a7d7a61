"""COTERIE_PRODUCTION: what it refuses, and that Django finds nothing to mend in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from coterie.config.env import LOOPBACK_HOSTS
from coterie.config.production import debug_check, production_check

HOSTS = ["rooms.example.org"]
GOOD = {"COTERIE_PRODUCTION": "true", "ALLOWED_HOSTS": "rooms.example.org"}
SECRET = "Zq3-vR8_kT1mW6yB4nH9cJ2xL7pD5sF0gA-uE_iO3wQ8rY1tM6bN4"


def manage(data: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "COTERIE_DATA_DIR": str(data), "HOST": "", **environment}
    command = [sys.executable, "-m", "coterie", "manage", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("secret", ["", SECRET])
def test_django_finds_nothing_to_mend(tmp_path: Path, secret: str) -> None:
    done = manage(
        tmp_path, "check", "--deploy", "--fail-level", "INFO", **{**GOOD, "SECRET_KEY": secret}
    )
    assert done.returncode == 0, done.stderr
    assert "no issues (2 silenced)" in done.stdout


def test_what_is_weak_stops_the_start_by_name(tmp_path: Path) -> None:
    weak = "s" * 60
    done = manage(tmp_path, "check", **{**GOOD, "SECRET_KEY": weak})
    assert done.returncode != 0
    assert "ImproperlyConfigured: SECRET_KEY: " in done.stderr
    assert weak not in done.stderr
    done = manage(tmp_path, "check", DEBUG="true", HOST="0.0.0.0")
    assert "ImproperlyConfigured: DEBUG: " in done.stderr


@pytest.mark.parametrize("secret", [SECRET[:49], "ab" * 30, f"django-insecure-{SECRET}", ""])
def test_a_secret_key_is_random(secret: str) -> None:
    production_check(debug=False, hosts=HOSTS, secret_key=SECRET)
    # None was given: one is made.
    production_check(debug=False, hosts=HOSTS, secret_key=None)
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY: ") as error:
        production_check(debug=False, hosts=HOSTS, secret_key=secret)
    assert SECRET not in str(error.value)


def test_neither_debug_nor_any_host() -> None:
    for hosts in (HOSTS, ["localhost"]):
        with pytest.raises(ImproperlyConfigured, match=r"^DEBUG: "):
            production_check(debug=True, hosts=hosts, secret_key=None)
    with pytest.raises(ImproperlyConfigured, match=r"^ALLOWED_HOSTS: "):
        production_check(debug=False, hosts=[*HOSTS, "*"], secret_key=None)


@pytest.mark.parametrize(
    "host",
    ["rooms.example.org", "*", "192.168.1.5", "0.0.0.0", "localhost.evil.example", "[fd::1]"],
)
def test_debug_is_for_this_machine_alone(host: str) -> None:
    debug_check(debug=True, hosts=LOOPBACK_HOSTS)
    debug_check(debug=False, hosts=[host])
    with pytest.raises(ImproperlyConfigured, match=r"^DEBUG: "):
        debug_check(debug=True, hosts=[*LOOPBACK_HOSTS, host])
