"""Where a request comes from, as far as quotas need it: headers are believed from proxies alone."""

import ipaddress
from ipaddress import IPv4Address, IPv6Address

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

# What a household or an office gets: whoever has one address of IPv6 has all of these.
IPV6_NETWORK_BITS = 64
UNKNOWN = "unknown"

Address = IPv4Address | IPv6Address


def client_address(request: Request | HttpRequest) -> str:
    """An IPv4 address, or a network of IPv6.

    Of `X-Forwarded-For` only what our own proxies have written counts, one entry each, from the
    right; what stands further left a caller may have made up.
    """
    peer = _parsed(str(request.META.get("REMOTE_ADDR", "")))
    entries = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    hops: int = settings.PROXIES
    if hops and len(entries) >= hops and _is_proxy(peer):
        address = _parsed(entries[-hops].strip())
        if address is not None:
            return _counted(address)
    return UNKNOWN if peer is None else _counted(peer)


def _is_proxy(peer: Address | None) -> bool:
    # No address is that of a unix socket, which only this machine reaches.
    return peer is None or any(peer in network for network in settings.TRUSTED_PROXIES)


def _counted(address: Address) -> str:
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((int(address), IPV6_NETWORK_BITS), strict=False))


def _parsed(text: str) -> Address | None:
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
