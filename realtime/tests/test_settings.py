"""Settings: read once, wrong ones named."""

import re
from pathlib import Path

import certificates
import pytest

from coterie_realtime.errors import SettingsError
from coterie_realtime.settings import read

REALTIME = Path(__file__).parents[1]
ENV_EXAMPLE = (REALTIME / ".env.example").read_text()
SOURCES = "".join(
    (REALTIME / "coterie_realtime" / name).read_text() for name in ("settings.py", "options.py")
)


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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COTERIE_MAX_CONNECTIONS", "0"),
        ("COTERIE_MAX_CONNECTIONS", "many"),
        ("COTERIE_MAX_CONNECTIONS_PER_ADDRESS", "-1"),
        ("COTERIE_MAX_CONNECTIONS_PER_ROOM", "1e3"),
        ("COTERIE_MAX_CONNECTIONS_PER_ROOM", "9" * 400),
        ("COTERIE_PROXIES", "yes"),
        ("COTERIE_PROXIES", "6"),
        ("COTERIE_TRUSTED_PROXIES", "10.0.0.0/33"),
        ("COTERIE_DURABILITY", "strong"),
        ("COTERIE_DURABILITY", "power"),
        ("COTERIE_LOG", "xml"),
        ("COTERIE_LOG_LEVEL", "loud"),
        ("COTERIE_METRICS_TOKEN", "short"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as error:
        read([], {name: value})
    assert name != "COTERIE_METRICS_TOKEN" or value not in str(error.value)


def test_every_value_may_be_left_out_or_empty() -> None:
    names = re.findall(r"COTERIE_\w+", ENV_EXAMPLE)
    assert len(names) > 15
    assert read([], dict.fromkeys(names, "")) == read([], {})


def test_the_example_names_every_variable_and_no_other() -> None:
    """An operator who looks there finds all there is."""
    read_here = set(re.findall(r'"((?:COTERIE_\w+)|HOST|PORT|DJANGO_API)"', SOURCES))
    assert set(re.findall(r"^#(\w+)=", ENV_EXAMPLE, re.MULTILINE)) == read_here


def test_power_needs_a_file() -> None:
    settings = read(["--store", "sqlite:////tmp/x", "--durability", "power"], {})
    assert settings.durability == "power"


def test_a_node_at_a_unix_socket_is_private() -> None:
    settings = read(["--uds", "/run/pad.sock", "--host", "0.0.0.0"], {})
    assert str(settings.uds) == "/run/pad.sock"


def test_a_node_at_a_unix_socket_must_be_told_where_django_reaches_it(tmp_path: Path) -> None:
    environment = {"COTERIE_SERVICE_KEYS": "x", "COTERIE_TOKEN_PUBLIC_KEYS": "y"}
    django = ["--django-api", "http://127.0.0.1:8000", "--uds", str(tmp_path / "s")]
    with pytest.raises(SettingsError, match="COTERIE_NODE_ADDRESS"):
        read(django, environment)
    assert read(django, {**environment, "COTERIE_NODE_ADDRESS": "http://node"}).django


@pytest.mark.parametrize("missing", ["--tls-cert", "--tls-key"])
def test_a_certificate_and_its_key_belong_together(certificate: Path, missing: str) -> None:
    options = {"--tls-cert": str(certificate), "--tls-key": str(certificate.with_suffix(".key"))}
    assert read([part for pair in options.items() for part in pair], {}).tls
    del options[missing]
    with pytest.raises(SettingsError, match="belong together"):
        read([part for pair in options.items() for part in pair], {})


def test_files_that_are_no_certificate_are_named(certificate: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("nothing")
    key = str(certificate.with_suffix(".key"))
    with pytest.raises(SettingsError, match=r"--tls-cert.*no certificate"):
        read(["--tls-cert", str(wrong), "--tls-key", key], {})
    with pytest.raises(SettingsError, match=r"--tls-cert.*No such file"):
        read(["--tls-cert", str(tmp_path / "gone"), "--tls-key", key], {})
    other = certificates.write(tmp_path / "other.pem")
    with pytest.raises(SettingsError, match="the key that belongs to it"):
        read(["--tls-cert", str(other), "--tls-key", key], {})


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return certificates.write(tmp_path / "node.pem")
