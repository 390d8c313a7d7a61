"""What an operator may write, and that a mistake is named."""

from enum import StrEnum
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured

from coterie.config.env import PRIVATE_NETWORKS, Environment

FILE = Path("/data/app.sqlite3")


def env(**values: str) -> Environment:
    return Environment(values)


def refused_by_name(name: str) -> "pytest.RaisesExc[ImproperlyConfigured]":
    return pytest.raises(ImproperlyConfigured, match=f"^{name}: ")


def test_flags() -> None:
    assert env().flag("DEBUG") is False
    assert env(DEBUG="True").flag("DEBUG") is True
    assert env(DEBUG="off").flag("DEBUG") is False
    with refused_by_name("DEBUG"):
        env(DEBUG="maybe").flag("DEBUG")


def test_secrets_must_be_long() -> None:
    assert env().secret("SECRET_KEY") is None
    assert env(SECRET_KEY="s" * 32).secret("SECRET_KEY") == "s" * 32
    with refused_by_name("SECRET_KEY"):
        env(SECRET_KEY="changeme").secret("SECRET_KEY")


def test_how_long_is_for_each_secret_to_say() -> None:
    assert env(S="s" * 16).secret("S", least=16) == "s" * 16
    with refused_by_name("S"):
        env(S="s" * 15).secret("S", least=16)


def test_at_most_two_service_keys() -> None:
    """[SG1]"""
    keys = "a" * 32 + " , " + "b" * 32
    assert env(K=keys).service_keys("K") == ["a" * 32, "b" * 32]
    for bad in ("short", ",".join([keys, "c" * 32])):
        with refused_by_name("K"):
            env(K=bad).service_keys("K")


def test_the_token_key_is_ed25519(room_token_key: str) -> None:
    one_line = room_token_key.replace("\n", "\\n")
    assert env(K=one_line).ed25519_key("K") == room_token_key
    rsa = generate_private_key(65537, 2048)
    pem = rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    for bad in ("key", pem):
        with refused_by_name("K"):
            env(K=bad).ed25519_key("K")


@pytest.mark.parametrize("url", ["/ws", "/a/b", "ws://h:3001", "wss://rt.example.org/ws"])
def test_realtime_is_a_path_or_a_socket_address(url: str) -> None:
    assert env(U=url + "/").socket_url("U", "") == url


@pytest.mark.parametrize("url", ["http://h", "ws", "//h/ws", "javascript:1", "ws://h/?a=b", "/a b"])
def test_realtime_is_nothing_else(url: str) -> None:
    with refused_by_name("U"):
        env(U=url).socket_url("U", "/ws")


@pytest.mark.parametrize(
    ("listening", "extra"),
    [("127.0.0.1", None), ("", None), ("192.168.1.5", "192.168.1.5"), ("fd00::1", "[fd00::1]")],
)
def test_hosts_are_loopback_and_what_is_listened_on(listening: str, extra: str | None) -> None:
    hosts = env(HOST=listening).allowed_hosts("ALLOWED_HOSTS")
    assert {"localhost", "127.0.0.1", "[::1]"} < set(hosts)
    assert extra is None or extra in hosts
    assert "*" not in hosts


@pytest.mark.parametrize("listening", ["0.0.0.0", "::", "[::]"])
def test_who_listens_everywhere_is_reached_by_any_name(listening: str) -> None:
    assert env(HOST=listening).allowed_hosts("ALLOWED_HOSTS") == ["*"]
    chosen = env(HOST=listening, ALLOWED_HOSTS="a.example, b.example")
    assert chosen.allowed_hosts("ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_the_database_is_a_file_that_bears_concurrent_writers() -> None:
    for chosen in (env(), env(DATABASE_URL="sqlite:////data/app.sqlite3")):
        database = chosen.database("DATABASE_URL", FILE)
        assert database["NAME"] == str(FILE)
        assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        assert "WAL" in database["OPTIONS"]["init_command"]


def test_postgresql_keeps_no_connections() -> None:
    database = env(U="postgresql://u:p%40@db:5433/coterie").database("U", FILE)
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["PASSWORD"]) == ("db", 5433, "p@")
    assert database["CONN_MAX_AGE"] == 0
    assert 0 < database["OPTIONS"]["connect_timeout"] < 30


def test_postgresql_may_be_behind_a_socket_and_want_tls() -> None:
    database = env(U="postgres://u@%2Frun%2Fpostgresql/coterie").database("U", FILE)
    assert (database["HOST"], database["NAME"]) == ("/run/postgresql", "coterie")
    database = env(U="postgres://u@db/coterie?sslmode=require").database("U", FILE)
    assert database["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize("url", ["mysql://u@h/d", "app.sqlite3", "postgres://h:port/d"])
def test_other_databases_are_refused(url: str) -> None:
    with refused_by_name("DATABASE_URL"):
        env(DATABASE_URL=url).database("DATABASE_URL", FILE)


def test_whole_numbers_have_bounds() -> None:
    assert env().whole("N", 5, least=1, most=9) == 5
    assert env(N=" 9 ").whole("N", 5, least=1, most=9) == 9
    for bad in ("0", "10", "-1", "1.5", "many", "9" * 5000, "\u0663"):
        with refused_by_name("N"):
            env(N=bad).whole("N", 5, least=1, most=9)


def test_celerys_broker_is_redis() -> None:
    assert env().redis_url("U") is None
    for url in ("redis://h:6379/0", "rediss://:secret@h/1"):
        assert env(U=url).redis_url("U") == url
    for bad in ("h:6379", "http://h", "redis://", "amqp://h"):
        with refused_by_name("U"):
            env(U=bad).redis_url("U")


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def test_choices() -> None:
    assert env().choice("C", Colour.BLUE) is Colour.BLUE
    assert env(C=" red ").choice("C", Colour.BLUE) is Colour.RED
    for bad in ("green", "RED", "Colour.RED"):
        with refused_by_name("C"):
            env(C=bad).choice("C", Colour.BLUE)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert env(D=str(tmp_path)).folder("D", FILE) == tmp_path
    with refused_by_name("D"):
        env(D=str(file)).folder("D", FILE)


def test_networks() -> None:
    assert env().networks("N", "private") == PRIVATE_NETWORKS
    read = env(N="192.0.2.1, 2001:db8::/32, private").networks("N", "private")
    assert [str(network) for network in read[:2]] == ["192.0.2.1/32", "2001:db8::/32"]
    assert read[2:] == PRIVATE_NETWORKS
    for bad in ("proxy.example", "192.0.2.1/24", "192.0.2.0/33", "*"):
        with refused_by_name("N"):
            env(N=bad).networks("N", "private")
