"""Addresses of hosts, as texts."""

LOOPBACK_HOSTS = frozenset(("localhost", "127.0.0.1", "::1"))


def address_of(scheme: str, host: str, port: int) -> str:
    """A URL without a path; IPv6 hosts stand in brackets."""
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
