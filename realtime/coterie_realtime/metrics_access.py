"""Who may read the metrics: this machine, or whoever has the operator's token.

They hold no names, addresses or texts, but how busy a server is concerns its operator alone.
"""

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .addresses import LOOPBACK_HOSTS
from .proxies import is_loopback, was_passed_on


def may_read(scope: Mapping[str, Any], token: str | None) -> bool:
    """Whether a request may; where there is a token, only the token counts.

    Without one it must come from this machine, and say nothing of having been passed on by a
    proxy here, or of having been asked for by a page under a name of its own.
    """
    headers = headers_of(scope)
    if token is not None:
        given = headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    peer = scope["client"][0] if scope.get("client") else None
    return is_loopback(peer) and not was_passed_on(headers) and _is_local(headers.get("host", ""))


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """A request's headers; of several of a name the last."""
    return {name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]}


def _is_local(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK_HOSTS
    except ValueError:
        return False
