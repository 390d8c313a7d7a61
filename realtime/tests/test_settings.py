"""Settings: read once, wrong ones named."""

from pathlib import Path

import pytest

from coterie_realtime.errors import SettingsError
from coterie_realtime.settings import read


def test_the_defaults_are_a_private_server_alone() -> None:
    settings = read([], {})
    assert (settings.host, settings.port, settings.store) == ("127.0.0.1", 1234, "memory")
    assert settings.django is None


def test_the_command_line_wins_over_the_environment() -> None:
    environment = {"PORT": "5", "COTERIE_STORE": "memory"}
    settings = read(["--port", "7", "--store", "sqlite:////tmp/x"], environment)
    assert (settings.port, settings.store) == (7, "sqlite:////tmp/x")


@pytest.mark.parametrize("port", ["", "x", "-1", "65536", "1.5", "٣"])
def test_a_bad_port_is_named(port: str) -> None:
    with pytest.raises(SettingsError, match="PORT"):
        read([], {"PORT": port})


def test_an_open_node_must_be_asked_for() -> None:
    """[AD4]"""
    with pytest.raises(SettingsError, match="--open"):
        read(["--host", "0.0.0.0"], {})
    assert read(["--host", "0.0.0.0", "--open"], {}).host == "0.0.0.0"


def test_missing_keys_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="service"):
        read(["--django-api", "http://127.0.0.1:8000"], {"COTERIE_DATA_DIR": str(tmp_path)})


def test_keys_come_from_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "service").write_text("abc\n")
    pem = "-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----"
    (tmp_path / "keys" / "room-token.pub.pem").write_text(pem + "\n")
    environment = {"COTERIE_DATA_DIR": str(tmp_path), "DJANGO_API": "http://127.0.0.1:8000"}
    django = read([], environment).django
    assert django
    assert django.service_keys == ("abc",)
    assert django.public_keys == (pem,)
