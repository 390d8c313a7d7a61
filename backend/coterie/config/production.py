"""What a server that strangers reach over HTTPS is held to: COTERIE_PRODUCTION."""

import ipaddress
from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured

# As `check --deploy` has it; what `coterie` makes by itself has 64.
MIN_SECRET_KEY_CHARACTERS = 50
MIN_DIFFERENT_CHARACTERS = 10
INSECURE_PREFIX = "django-insecure-"
# What browsers remember: from then on they come over HTTPS alone.
HSTS_SECONDS = 365 * 24 * 60 * 60
# Calls of programs, which a redirect would only confuse, and of nodes within a private network.
REDIRECT_EXEMPT = [r"^api/", r"^livez$", r"^readyz$", r"^metrics$"]
# HSTS for all subdomains, and for good (preload), is for whoever owns the domain to say.
SILENCED_CHECKS = ["security.W005", "security.W021"]


def debug_check(*, debug: bool, hosts: Iterable[str]) -> None:
    """
    Raises:
        ImproperlyConfigured: tracebacks would be shown to strangers.
    """
    public = [host for host in hosts if not _is_ours(host)] if debug else []
    if public:
        raise ImproperlyConfigured(
            f"DEBUG: shows tracebacks to everybody, and {public[0]!r} of ALLOWED_HOSTS is not "
            "this machine"
        )


def production_check(*, debug: bool, hosts: Iterable[str], secret_key: str | None) -> None:
    """
    Raises:
        ImproperlyConfigured: this is nothing to show to strangers; names what.
    """
    if debug:
        raise ImproperlyConfigured("DEBUG: shows tracebacks to everybody; not in production")
    if "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS: in production name the hosts; with * callers choose what links say"
        )
    if secret_key is not None and _is_weak(secret_key):
        raise ImproperlyConfigured(
            f"SECRET_KEY: in production at least {MIN_SECRET_KEY_CHARACTERS} random characters, "
            "or leave it out and one is made"
        )


def _is_weak(secret_key: str) -> bool:
    return (
        len(secret_key) < MIN_SECRET_KEY_CHARACTERS
        or len(set(secret_key)) < MIN_DIFFERENT_CHARACTERS
        or secret_key.startswith(INSECURE_PREFIX)
    )


def _is_ours(host: str) -> bool:
    name = host.lstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
