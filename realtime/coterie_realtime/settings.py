"""Reads the environment and the command line of `coterie-realtime`, and nothing else does."""

import argparse
import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from .addresses import LOOPBACK_HOSTS
from .errors import SettingsError
from .limits import MAX_CONNECTIONS, MAX_CONNECTIONS_PER_ADDRESS, MAX_CONNECTIONS_PER_ROOM
from .logs import LogFormat, LogLevel
from .options import parser
from .proxies import MAX_PROXIES, Proxies, networks_read
from .stores import Durability

# More would not fit into the memory of any machine.
LARGEST_COUNT = 1_000_000
# A token that can be guessed is none.
MIN_TOKEN_CHARACTERS = 16

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class DjangoSettings:
    """The Django that a node works for."""

    api: str
    service_keys: tuple[str, ...]
    """The first signs; all are accepted."""
    public_keys: tuple[str, ...]
    node: str
    address: str | None
    """Where Django reaches this node, if it is not where it listens."""


@dataclass(frozen=True, slots=True)
class Places:
    """How many connections there may be."""

    all: int
    address: int
    room: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a node."""

    host: str
    port: int
    uds: Path | None
    tls: ssl.SSLContext | None
    store: str
    durability: Durability
    origins: tuple[str, ...]
    hosts: tuple[str, ...]
    """Names that the node is reached under; none for the usual ones."""
    proxies: Proxies
    places: Places
    metrics_token: str | None
    log_format: LogFormat
    log_level: LogLevel
    django: DjangoSettings | None


def read(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """The settings; the command line wins over the environment.

    Raises:
        SettingsError: one of them is missing or wrong.
    """
    given = parser(environment).parse_args(arguments)
    port = _whole("PORT", given.port, most=65_535)
    uds = Path(given.uds) if given.uds else None
    if given.django_api is None and not uds and given.host not in LOOPBACK_HOSTS and not given.open:
        raise SettingsError(
            f"--host {given.host}: without --django-api everybody who reaches this address "
            "may read and write every room; say --open if that is meant"
        )
    django = _django(given, port, environment) if given.django_api else None
    if django and uds and not django.address:
        raise SettingsError("COTERIE_NODE_ADDRESS: with --uds Django must be told where it is")
    durability = durability_read(given.durability)
    if durability is Durability.POWER and given.store == "memory":
        raise SettingsError("COTERIE_DURABILITY: 'power' needs a store other than 'memory'")
    return Settings(
        host=given.host,
        port=port,
        uds=uds,
        tls=_tls(given.tls_cert, given.tls_key),
        store=given.store,
        durability=durability,
        origins=tuple(given.allow_origin),
        hosts=tuple(given.allow_host),
        proxies=proxies_read(environment),
        places=places_read(environment),
        metrics_token=metrics_token_read(environment),
        log_format=_choice("COTERIE_LOG", given.log, LogFormat),
        log_level=_choice("COTERIE_LOG_LEVEL", environment.get("COTERIE_LOG_LEVEL"), LogLevel),
        django=django,
    )


def durability_read(value: str | None) -> Durability:
    """What `--durability` or `COTERIE_DURABILITY` says."""
    return _choice("COTERIE_DURABILITY", value, Durability)


def places_read(environment: Mapping[str, str]) -> Places:
    """How many connections there may be, wherever a node runs."""

    def count(name: str, usual: int) -> int:
        return _whole(name, environment.get(name) or str(usual), least=1, most=LARGEST_COUNT)

    return Places(
        all=count("COTERIE_MAX_CONNECTIONS", MAX_CONNECTIONS),
        address=count("COTERIE_MAX_CONNECTIONS_PER_ADDRESS", MAX_CONNECTIONS_PER_ADDRESS),
        room=count("COTERIE_MAX_CONNECTIONS_PER_ROOM", MAX_CONNECTIONS_PER_ROOM),
    )


def proxies_read(environment: Mapping[str, str], usual_hops: int = 0) -> Proxies:
    """Which proxies are the operator's, wherever a node runs."""
    hops = environment.get("COTERIE_PROXIES") or str(usual_hops)
    words = _list(environment.get("COTERIE_TRUSTED_PROXIES")) or ["private"]
    networks = networks_read("COTERIE_TRUSTED_PROXIES", words)
    return Proxies(_whole("COTERIE_PROXIES", hops, most=MAX_PROXIES), networks)


def metrics_token_read(environment: Mapping[str, str]) -> str | None:
    """What opens `/metrics` to others than this machine."""
    token = environment.get("COTERIE_METRICS_TOKEN", "").strip()
    if token and len(token) < MIN_TOKEN_CHARACTERS:
        # Not quoted: it is a secret.
        raise SettingsError(
            f"COTERIE_METRICS_TOKEN: must have at least {MIN_TOKEN_CHARACTERS} characters"
        )
    return token or None


def _tls(certificate: str | None, key: str | None) -> ssl.SSLContext | None:
    if not certificate and not key:
        return None
    if not certificate or not key:
        raise SettingsError("--tls-cert and --tls-key belong together; one of them is missing")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for name, file in (("--tls-cert", certificate), ("--tls-key", key)):
        try:
            Path(file).read_bytes()
        except OSError as error:
            raise SettingsError(f"{name}: {file}: {error.strerror}") from None
    try:
        # An empty password, or a key that has one would be asked for at the terminal.
        context.load_cert_chain(certificate, key, password="")
    except (ssl.SSLError, ValueError):
        raise SettingsError(
            f"--tls-cert, --tls-key: {certificate} and {key} are no certificate in PEM with the "
            "key that belongs to it, without a password"
        ) from None
    return context


def _django(given: argparse.Namespace, port: int, environment: Mapping[str, str]) -> DjangoSettings:
    keys = Path(environment.get("COTERIE_DATA_DIR", "data")) / "keys"
    service = environment.get("COTERIE_SERVICE_KEYS") or _key(keys / "service")
    public = environment.get("COTERIE_TOKEN_PUBLIC_KEYS") or _key(keys / "room-token.pub.pem")
    address = environment.get("COTERIE_NODE_ADDRESS") or None
    node = environment.get("COTERIE_NODE", f"{socket.gethostname()}:{port}")
    return DjangoSettings(given.django_api, tuple(_list(service)), _pems(public), node, address)


def _key(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}; Django makes it at its start") from None


def _pems(text: str) -> tuple[str, ...]:
    end = "-----END PUBLIC KEY-----"
    return tuple(part.strip() + "\n" + end for part in text.split(end) if part.strip())


def _choice(name: str, value: str | None, choices: type[E]) -> E:
    if not value:
        return next(iter(choices))
    try:
        return choices(value)
    except ValueError:
        raise SettingsError(f"{name}: {value!r} is not one of {', '.join(choices)}") from None


def _whole(name: str, value: str, *, least: int = 0, most: int) -> int:
    if not (re.fullmatch("[0-9]{1,12}", value) and least <= int(value) <= most):
        raise SettingsError(f"{name}: {value!r} is not a whole number from {least} to {most}")
    return int(value)


def _list(value: str | None) -> list[str]:
    return [part.strip() for part in (value or "").split(",") if part.strip()]
