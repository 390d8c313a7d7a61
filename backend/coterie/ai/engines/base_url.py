"""Checks the base URL of a remote engine before anything is sent to it."""

import re
from ipaddress import ip_address

import httpx

from coterie.ai.engines.addresses import Address, is_never_allowed, is_public
from coterie.ai.errors import EngineRefused

# Longer ones are mistakes; the longest host name is 253 characters.
MAX_BASE_URL_CHARACTERS = 1024
MAX_PORT = 65_535
# A host name in the form in which it is looked up.
_NAME = re.compile(r"[a-z0-9._-]{1,253}", re.ASCII)
# What systems read as an IPv4 address although it looks like a name: 2130706433, 0x7f.1, 127.1.
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.ASCII | re.IGNORECASE)


class AddressRefused(EngineRefused):
    """The engine's address leads where this server may not go, or is none."""


def base_url_check(base_url: str, *, allow_private: bool) -> httpx.URL:
    """The URL, if it may be used as far as one can say without looking its name up.

    Raises AddressRefused; the message holds nothing of the URL, which might hold a password.
    """
    url = _parsed(base_url)
    if url.scheme not in ("http", "https"):
        raise AddressRefused("The AI engine's address must begin with http:// or https://.")
    if not url.host or url.port == 0 or (url.port or 0) > MAX_PORT:
        raise AddressRefused("The AI engine's address names no host, or no port.")
    if url.userinfo or url.query or url.fragment or "?" in base_url or "#" in base_url:
        raise AddressRefused("The AI engine's address must hold no user, password, ? or #.")
    _host_check(url.raw_host.decode("ascii"), allow_private=allow_private)
    return url


def address_check(address: Address, *, allow_private: bool) -> None:
    """Raises AddressRefused unless this may be connected to."""
    if is_never_allowed(address):
        raise AddressRefused("The AI engine's address is one where no engine may be.")
    if not allow_private and not is_public(address):
        raise AddressRefused(
            "The AI engine's address is in a private network, which the settings do not allow."
        )


def _parsed(base_url: str) -> httpx.URL:
    if len(base_url) > MAX_BASE_URL_CHARACTERS:
        raise AddressRefused("The AI engine's address is too long.")
    try:
        return httpx.URL(base_url)
    except (httpx.InvalidURL, ValueError):
        raise AddressRefused("The AI engine's address is not a URL.") from None


def _host_check(host: str, *, allow_private: bool) -> None:
    if "%" in host:
        # A scope, or an escaped character: neither belongs to any provider.
        raise AddressRefused("The AI engine's address names no host.")
    try:
        address = ip_address(host)
    except ValueError:
        _name_check(host.rstrip(".").lower(), allow_private=allow_private)
    else:
        address_check(address, allow_private=allow_private)


def _name_check(name: str, *, allow_private: bool) -> None:
    if not _NAME.fullmatch(name):
        raise AddressRefused("The AI engine's address names no host.")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        raise AddressRefused("The AI engine's address must be written as four plain numbers.")
    if not allow_private and (name == "localhost" or name.endswith(".localhost")):
        raise AddressRefused(
            "The AI engine's address is this server itself, which the settings do not allow."
        )
