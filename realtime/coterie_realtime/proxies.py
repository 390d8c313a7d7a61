"""Where a connection comes from: what a proxy says of it counts only from proxies of ours."""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from .errors import SettingsError

Network = IPv4Network | IPv6Network

# A balancer before a balancer before a web server; more is a mistake.
MAX_PROXIES = 5
# What a household or an office gets: whoever has one address of IPv6 has all of these.
IPV6_NETWORK_BITS = 64
LOCAL = "local"
"""Stands for this machine: its loopback addresses, and the peers of a unix socket."""

# Where proxies live: this machine, its private networks, and what carriers and clouds use so.
PRIVATE_NETWORKS = tuple(
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
)

# Any of these says that a request was passed on.
FORWARDED_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via")


@dataclass(frozen=True, slots=True)
class Proxies:
    """The operator's proxies: how many a request comes through, and where the last of them is."""

    hops: int = 0
    networks: tuple[Network, ...] = PRIVATE_NETWORKS

    def trusts(self, peer: str | None) -> bool:
        """Whether a peer is such a proxy; None is the peer of a unix socket."""
        if self.hops == 0:
            return False
        if peer is None:
            return True
        address = _parsed(peer)
        return address is not None and any(address in network for network in self.networks)

    def client(self, peer: str | None, forwarded_for: str) -> str:
        """Whom a connection is counted for: an IPv4 address, a network of IPv6, or LOCAL.

        None is the peer of a unix socket.

        Of `X-Forwarded-For` only what our own proxies have written counts, one entry each, from
        the right; what stands further left a client may have made up.
        """
        entries = forwarded_for.split(",")
        if self.trusts(peer) and len(entries) >= self.hops:
            address = _parsed(entries[-self.hops].strip())
            if address is not None:
                return _counted(address)
        address = _parsed(peer or "")
        return LOCAL if address is None else _counted(address)


def is_loopback(peer: str | None) -> bool:
    """Whether a peer is on this machine; None is the peer of a unix socket."""
    address = None if peer is None else _parsed(peer)
    return peer is None or (address is not None and address.is_loopback)


def was_passed_on(headers: Mapping[str, object]) -> bool:
    """Whether something says that a request came by a proxy; header names are in lower case."""
    return any(name in headers for name in FORWARDED_HEADERS)


def networks_read(name: str, words: Iterable[str]) -> tuple[Network, ...]:
    """Networks and addresses; `private` stands for all that are private.

    Raises:
        SettingsError: one of them is none; it names the setting.
    """
    networks: list[Network] = []
    for word in words:
        if word == "private":
            networks += PRIVATE_NETWORKS
            continue
        try:
            networks.append(ipaddress.ip_network(word))
        except ValueError:
            raise SettingsError(f"{name}: {word!r} is no address or network") from None
    return tuple(networks)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    # Some proxies add a port: `192.0.2.1:443`, `[2001:db8::1]:443`.
    bare = text.partition("]")[0].strip("[") if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _counted(address: IPv4Address | IPv6Address) -> str:
    if address.is_loopback:
        return LOCAL
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((int(address), IPV6_NETWORK_BITS), strict=False))
