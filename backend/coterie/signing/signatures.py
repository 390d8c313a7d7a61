"""Signs and checks service calls as docs/protocol.md §7 says; pure functions, no store."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from coterie.signing.errors import SignatureInvalid

KEY_HEADER = "X-Coterie-Key"
TIME_HEADER = "X-Coterie-Time"
NONCE_HEADER = "X-Coterie-Nonce"
SIGNATURE_HEADER = "X-Coterie-Signature"
HEADERS = (KEY_HEADER, TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER)

# How far two machines' clocks may be apart.
MAX_CLOCK_SKEW = timedelta(seconds=60)
NONCE = re.compile(r"[0-9a-f]{32}")
TIME = re.compile(r"[0-9]{1,12}")


def key_id(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def sign(
    *, key: str, method: str, target: str, body: bytes, now: datetime, nonce: str | None = None
) -> dict[str, str]:
    """The four headers of a call; `target` is the path with its query."""
    time = str(int(now.timestamp()))
    nonce = nonce or secrets.token_hex(16)
    return {
        KEY_HEADER: key_id(key),
        TIME_HEADER: time,
        NONCE_HEADER: nonce,
        SIGNATURE_HEADER: _digest(key, body, method, target, time, nonce),
    }


def verify(
    *,
    headers: Mapping[str, str],
    keys: Sequence[str],
    method: str,
    target: str,
    body: bytes,
    now: datetime,
) -> str:
    """The call's nonce. That it was not seen before is the caller's to find out."""
    name, time, nonce, signature = (headers.get(header, "") for header in HEADERS)
    key = next((key for key in keys if key_id(key) == name), None)
    if key is None or not TIME.fullmatch(time) or not NONCE.fullmatch(nonce):
        raise SignatureInvalid
    expected = _digest(key, body, method, target, time, nonce)
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise SignatureInvalid
    # Told apart from the rest, and only to holders of a key: it is the operator's to mend.
    if abs(now.timestamp() - int(time)) > MAX_CLOCK_SKEW.total_seconds():
        raise SignatureInvalid("The clocks of the node and of Django are too far apart.")
    return nonce


def _digest(key: str, body: bytes, *lines: str) -> str:
    signed = "\n".join((*lines, hashlib.sha256(body).hexdigest()))
    return hmac.new(key.encode(), signed.encode(), hashlib.sha256).hexdigest()
