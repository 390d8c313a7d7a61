"""Who may read the metrics: this machine, or whoever has the operator's token.

They hold no names, addresses or texts, but how busy a service is concerns its operator alone.
"""

import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

from coterie.config.env import LOOPBACK_HOSTS
from coterie.config.errors import Forbidden, Unauthenticated

# Any of these says that a request was passed on.
FORWARDED_HEADERS = (
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "Via",
)


def access_require(request: HttpRequest) -> None:
    """Where there is a token, only the token counts.

    Without one a request must come from this machine, and say nothing of having been passed on by
    a proxy here, or of having been asked for by a page under a name of its own.
    """
    token: str | None = settings.METRICS_TOKEN
    if token is not None:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise Unauthenticated("Metrics need their token.")
    elif not _is_from_here(request):
        raise Forbidden("Metrics are for this machine alone, unless COTERIE_METRICS_TOKEN is set.")


def _is_from_here(request: HttpRequest) -> bool:
    if any(name in request.headers for name in FORWARDED_HEADERS):
        return False
    host, _ = split_domain_port(request.headers.get("Host", ""))
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and validate_host(host, LOOPBACK_HOSTS)


def _is_loopback(peer: str) -> bool:
    if not peer:
        return True  # of a unix socket
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False
