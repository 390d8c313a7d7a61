"""Signs calls to Django (docs/protocol.md §7)."""

import hashlib
import hmac
import secrets
import time


def signed_headers(key: str, method: str, path: str, body: bytes) -> dict[str, str]:
    """The headers that prove a service call; `path` includes the query."""
    stamp = str(int(time.time()))
    nonce = secrets.token_hex(16)
    signed = "\n".join((method, path, stamp, nonce, hashlib.sha256(body).hexdigest()))
    return {
        "X-Coterie-Key": hashlib.sha256(key.encode()).hexdigest()[:8],
        "X-Coterie-Time": stamp,
        "X-Coterie-Nonce": nonce,
        "X-Coterie-Signature": hmac.new(key.encode(), signed.encode(), hashlib.sha256).hexdigest(),
    }
