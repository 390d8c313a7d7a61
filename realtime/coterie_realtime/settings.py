"""Reads the environment and the command line of `coterie-realtime`, and nothing else does."""

import argparse
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .addresses import LOOPBACK_HOSTS
from .errors import SettingsError


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
class Settings:
    """All settings of a node."""

    host: str
    port: int
    store: str
    origins: tuple[str, ...]
    django: DjangoSettings | None


def read(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """The settings; the command line wins over the environment.

    Raises:
        SettingsError: one of them is missing or wrong.
    """
    given = _parser(environment).parse_args(arguments)
    port = _port(given.port)
    if given.django_api is None and given.host not in LOOPBACK_HOSTS and not given.open:
        raise SettingsError(
            f"--host {given.host}: without --django-api everybody who reaches this address "
            "may read and write every room; say --open if that is meant"
        )
    django = _django(given, port, environment) if given.django_api else None
    return Settings(given.host, port, given.store, tuple(given.allow_origin), django)


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("coterie-realtime", description="A Yjs server.")
    add = parser.add_argument
    add("--host", default=environment.get("HOST", "127.0.0.1"), help="address (HOST)")
    add("--port", default=environment.get("PORT", "1234"), help="port, 0 for a free one (PORT)")
    add(
        "--store",
        default=environment.get("COTERIE_STORE", "memory"),
        help="memory or sqlite:///FILE (COTERIE_STORE)",
    )
    add(
        "--django-api",
        default=environment.get("DJANGO_API") or None,
        metavar="URL",
        help="the Django that knows the rooms; without it the node runs alone (DJANGO_API)",
    )
    add(
        "--allow-origin",
        action="append",
        default=_list(environment.get("COTERIE_ORIGINS")),
        metavar="ORIGIN",
        help="pages of this origin may connect too (COTERIE_ORIGINS, by commas)",
    )
    add("--open", action="store_true", help="run alone on an address that others reach")
    return parser


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


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) > 65_535:
        raise SettingsError(f"PORT: {value!r} is not a port")
    return int(value)


def _list(value: str | None) -> list[str]:
    return [part.strip() for part in (value or "").split(",") if part.strip()]
