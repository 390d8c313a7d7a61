"""Which addresses a remote engine may be reached at; looking names up is outbound.py's."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# Where clouds hand out their machines' credentials: no engine is there, whatever is allowed.
# 169.254.0.0/16 and fe80::/10 hold most of them; these are Azure's, Alibaba's and Amazon's.
METADATA_ADDRESSES = frozenset(
    ip_address(text) for text in ("168.63.129.16", "100.100.100.200", "fd00:ec2::254")
)
# Global in the registries, and yet nothing on the internet: protocol assignments (Oracle's
# metadata is among them) and the anycast relays of 6to4.
SPECIAL_IPV4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
# All that IPv6 has given out to the public; what lies outside is special in some way.
GLOBAL_UNICAST = IPv6Network("2000::/3")
# Teredo, ORCHID and other protocols' (2001::/23), 6to4: they hide an IPv4 address, or lead nowhere.
SPECIAL_IPV6 = tuple(map(IPv6Network, ("2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20")))
# Forms in which an IPv6 address carries an IPv4 one that is connected to in its place: mapped,
# translated (SIIT), compatible, and NAT64's.
EMBEDDING = tuple(map(IPv6Network, ("::ffff:0:0/96", "::ffff:0:0:0/96", "::/96", "64:ff9b::/96")))


def is_never_allowed(address: Address) -> bool:
    """Leads to a machine's credentials or to many machines at once."""
    address = _innermost(address)
    return address.is_link_local or address.is_multicast or address in METADATA_ADDRESSES


def is_public(address: Address) -> bool:
    """Leads to the internet alone: not to this machine, its networks, or anything special."""
    address = _innermost(address)
    if is_never_allowed(address) or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return not address.is_reserved and not any(address in net for net in SPECIAL_IPV4)
    return address in GLOBAL_UNICAST and not any(address in net for net in SPECIAL_IPV6)


def _innermost(address: Address) -> Address:
    # `::` and `::1` are in the compatible range, and themselves.
    if isinstance(address, IPv4Address) or int(address) <= 1:
        return address
    if any(address in network for network in EMBEDDING):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
