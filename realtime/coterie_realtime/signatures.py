"""Signs calls to Django, and checks those that come from it (docs/protocol.md §7)."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterable, Mapping

from .limits import MAX_NONCES, SIGNATURE_SECONDS


def signed_headers(key: str, method: str, path: str, body: bytes) -> dict[str, str]:
    """The headers that prove a service call; `path` includes the query."""
    stamp = str(int(time.time()))
    nonce = secrets.token_hex(16)
    return {
        "X-Coterie-Key": _key_id(key),
        "X-Coterie-Time": stamp,
        "X-Coterie-Nonce": nonce,
        "X-Coterie-Signature": _signature(key, method, path, stamp, nonce, body),
    }


class SignatureVerifier:
    """Knows the active keys, and the nonces that were used while their time counts."""

    def __init__(self, keys: Iterable[str], now: Callable[[], float] = time.time) -> None:
        self._keys = {_key_id(key): key for key in keys}
        self._now = now
        self._seen: dict[str, float] = {}
        """Nonces and when they came, oldest first."""

    def accepts(self, headers: Mapping[str, str], method: str, path: str, body: bytes) -> bool:
        """Whether a call is signed, timely and new [SG1]; header names are in lower case."""
        key = self._keys.get(headers.get("x-coterie-key", ""))
        stamp, nonce = headers.get("x-coterie-time", ""), headers.get("x-coterie-nonce", "")
        if key is None or not (stamp.isascii() and stamp.isdigit()) or len(nonce) != 32:
            return False
        expected = _signature(key, method, path, stamp, nonce, body)
        given = headers.get("x-coterie-signature", "")
        if not hmac.compare_digest(expected.encode(), given.encode()):
            return False
        return abs(self._now() - int(stamp[:12])) <= SIGNATURE_SECONDS and self._is_new(nonce)

    def _is_new(self, nonce: str) -> bool:
        now = self._now()
        for old, came in list(self._seen.items()):
            # A call may be dated this far ahead, and so count for twice as long.
            if now - came <= 2 * SIGNATURE_SECONDS:
                break
            del self._seen[old]
        if nonce in self._seen or len(self._seen) >= MAX_NONCES:
            return False
        self._seen[nonce] = now
        return True


def _signature(key: str, method: str, path: str, stamp: str, nonce: str, body: bytes) -> str:
    signed = "\n".join((method, path, stamp, nonce, hashlib.sha256(body).hexdigest()))
    return hmac.new(key.encode(), signed.encode(), hashlib.sha256).hexdigest()


def _key_id(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]
