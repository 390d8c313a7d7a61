"""Reads the environment into typed values; a bad value stops start-up and is named."""

import ipaddress
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import environ  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.core.exceptions import ImproperlyConfigured

# HMAC-SHA256 is no stronger than its key: 32 characters of hex are 128 bits.
MIN_SECRET_CHARACTERS = 32
# One in use and its successor, for as long as the exchange takes.
MAX_SERVICE_KEYS = 2
# A balancer before a balancer before a web server; more is a mistake.
MAX_PROXIES = 5
# Browsers ask all of them, and warn of slow calls from the fifth on.
MAX_ICE_URLS = 8
LOOPBACK_HOSTS = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
# This machine, its private networks, and what carriers and clouds use so.
PRIVATE_NETWORKS = [
    ipaddress.ip_network(text)
    for text in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
]
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
# One that is gone should be a refusal, not a queue of callers; the kernel alone waits two minutes.
DATABASE_CONNECT_SECONDS = 5

_FLAGS = {"1": True, "true": True, "on": True, "yes": True}
_FLAGS |= {"": False, "0": False, "false": False, "off": False, "no": False}
_PRINTABLE = re.compile(r"[!-~]+")
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?")
# RFC 7064 and 7065. One that is not of this form makes browsers refuse the whole list.
_ICE_URL = re.compile(
    r"(?P<scheme>stun|turn)s?:"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<transport>\?transport=(?:udp|tcp))?"
)

E = TypeVar("E", bound=StrEnum)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Environment:
    """One instance reads one mapping, so that tests need not touch `os.environ`."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name, "").strip() or default

    def flag(self, name: str) -> bool:
        value = self.text(name).lower()
        if value not in _FLAGS:
            raise _bad(name, f"{value!r} is neither true nor false")
        return _FLAGS[value]

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,12}", value) or not least <= int(value) <= most:
            raise _bad(name, f"{value!r} is not a whole number from {least} to {most}")
        return int(value)

    def words(self, name: str) -> list[str]:
        return [word for part in self.text(name).split(",") if (word := part.strip())]

    def choice(self, name: str, default: E) -> E:
        """One of the values that the default's enum has."""
        known = {str(member): member for member in type(default)}
        value = self.text(name, default)
        if value not in known:
            raise _bad(name, f"{value!r} is not one of {', '.join(known)}")
        return known[value]

    def secret(self, name: str, *, least: int = MIN_SECRET_CHARACTERS) -> str | None:
        value = self.text(name)
        if value and len(value) < least:
            raise _bad(name, f"must have at least {least} characters")
        return value or None

    def service_keys(self, name: str) -> list[str]:
        keys = self.words(name)
        if len(keys) > MAX_SERVICE_KEYS:
            raise _bad(name, f"at most {MAX_SERVICE_KEYS} keys may be active at once")
        if any(len(key) < MIN_SECRET_CHARACTERS for key in keys):
            raise _bad(name, f"each key must have at least {MIN_SECRET_CHARACTERS} characters")
        return keys

    def ed25519_key(self, name: str) -> str | None:
        """A private key as PEM; one-line forms with `\\n` are what env files can hold."""
        pem = self.text(name).replace("\\n", "\n")
        if not pem:
            return None
        try:
            key = load_pem_private_key(pem.encode(), password=None)
        except (ValueError, TypeError) as error:
            raise _bad(name, "is not a PEM private key without a password") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise _bad(name, "must be an Ed25519 key")
        return pem

    def folder(self, name: str, default: Path) -> Path:
        path = Path(self.text(name, str(default))).expanduser().resolve()
        if path.exists() and not path.is_dir():
            raise _bad(name, f"{path} is not a folder")
        return path

    def socket_url(self, name: str, default: str) -> str:
        """Where browsers reach realtime: a path of this origin, or ws:// or wss://."""
        url = self.text(name, default).rstrip("/")
        parts = urlsplit(url)
        is_path = not parts.scheme and not parts.netloc and re.fullmatch(r"(/[\w.~-]+)+", url)
        is_url = parts.scheme in ("ws", "wss") and parts.netloc and not parts.query
        if not is_path and not is_url:
            raise _bad(name, f"{url!r} is neither a path nor a ws:// or wss:// address")
        return url

    def ice_urls(self, name: str, scheme: str) -> tuple[str, ...]:
        """`scheme` is stun or turn; its form over TLS, with an s, is meant as well."""
        urls = tuple(self.words(name))
        if len(urls) > MAX_ICE_URLS:
            raise _bad(name, f"at most {MAX_ICE_URLS} addresses")
        for number, url in enumerate(urls, 1):
            if not _is_ice_url(url, scheme):
                query = "?transport=udp or tcp" if scheme == "turn" else "nothing"
                # Not quoted: some write a password into it.
                why = f"address {number} is not {scheme}:host:port or {scheme}s:host:port"
                raise _bad(name, f"{why} with {query} behind it")
        return urls

    def origins(self, name: str) -> list[str]:
        """Where pages are that may call: scheme://host, with a port if need be."""
        origins = self.words(name)
        for origin in origins:
            try:
                parts = urlsplit(origin)
                is_sound = parts.hostname and parts.port != 0
            except ValueError:
                is_sound = False
            if not is_sound or not _ORIGIN.fullmatch(origin):
                raise _bad(name, f"{origin!r} is not http://host, https://host or one with a port")
        return origins

    def http_url(self, name: str) -> str:
        """Where a provider is; empty if nothing is set."""
        url = self.text(name).rstrip("/")
        try:
            parts = urlsplit(url)
            is_sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            is_sound = False
        if url and (not is_sound or not _PRINTABLE.fullmatch(url)):
            raise _bad(name, "must be http://host:port/path or https://…")
        if url and (parts.username is not None or parts.query or parts.fragment):
            # Not quoted: some write a password into it.
            raise _bad(name, "may hold neither a user nor a query")
        return url

    def header_text(self, name: str) -> str:
        """A key or a name that goes into requests; never quoted, for it may be secret."""
        value = self.text(name)
        if value and not _PRINTABLE.fullmatch(value):
            raise _bad(name, "holds spaces, or characters that are not ASCII")
        return value

    def redis_url(self, name: str) -> str | None:
        url = self.text(name)
        parts = urlsplit(url)
        if url and not (parts.scheme in ("redis", "rediss") and parts.hostname):
            raise _bad(name, "must be redis://host:port/number or rediss://…")
        return url or None

    def networks(self, name: str, default: str) -> list[Network]:
        """Networks and addresses; `private` stands for all that proxies of one's own have."""
        networks: list[Network] = []
        for word in self.words(name) or [default]:
            if word == "private":
                networks += PRIVATE_NETWORKS
                continue
            try:
                networks.append(ipaddress.ip_network(word))
            except ValueError:
                raise _bad(name, f"{word!r} is no address or network") from None
        return networks

    def allowed_hosts(self, name: str) -> list[str]:
        """Loopback names unless told; a server that listens for others (HOST) admits them.

        Whoever binds to every address cannot know under which name it is reached.
        """
        if hosts := self.words(name):
            return hosts
        listening = self.text("HOST", "127.0.0.1")
        try:
            if ipaddress.ip_address(listening.strip("[]")).is_unspecified:
                return ["*"]
        except ValueError:
            pass  # a host name
        return [*LOOPBACK_HOSTS, f"[{listening}]" if ":" in listening else listening]

    def database(self, name: str, default_file: Path) -> dict[str, Any]:
        url = self.text(name)
        if not url:
            return sqlite_database(str(default_file))
        scheme = url.partition(":")[0]
        if scheme not in DATABASE_SCHEMES:
            raise _bad(name, f"{scheme!r} is not one of {', '.join(DATABASE_SCHEMES)}")
        try:
            config = dict(environ.Env.db_url_config(url))
        except (ValueError, environ.ImproperlyConfigured) as error:
            raise _bad(name, "is not a database URL") from error
        if scheme == "sqlite":
            return sqlite_database(str(config["NAME"]))
        return {
            **config,
            # A folder with a socket is written as %2Frun%2Fpostgresql.
            "HOST": unquote(str(config["HOST"])),
            "OPTIONS": {"connect_timeout": DATABASE_CONNECT_SECONDS, **config.get("OPTIONS", {})},
            # Pooled or kept connections leak under ASGI, where each request has a thread of its
            # own.
            "CONN_MAX_AGE": 0,
        }


def sqlite_database(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            # A deferred transaction that turns into a writer fails at once with "database is
            # locked"; an immediate one waits for its turn.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL",
        },
    }


def _is_ice_url(url: str, scheme: str) -> bool:
    parts = _ICE_URL.fullmatch(url)
    if parts is None or parts["scheme"] != scheme or (parts["transport"] and scheme == "stun"):
        return False
    if parts["host"].startswith("["):
        try:
            ipaddress.IPv6Address(parts["host"].strip("[]"))
        except ValueError:
            return False
    return 1 <= int(parts["port"] or 1) <= 65_535


def _bad(name: str, why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name}: {why}")
