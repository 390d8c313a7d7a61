"""Secrets that let their holder do something: handed out once, kept as SHA-256."""

import hashlib
import hmac
import secrets

# 256 bits: nothing that a slow hash would have to protect.
SECRET_BYTES = 32
# 128 bits: a link should stay short enough for a QR code.
LINK_KEY_BYTES = 16
OWNER_KEY_PREFIX = "ok_"
RESUME_KEY_PREFIX = "rk_"
LINK_KEY_PREFIX = "lk_"
TRANSFER_CODE_PREFIX = "tc_"


def capability_make(prefix: str, *, size: int = SECRET_BYTES) -> str:
    return prefix + secrets.token_urlsafe(size)


def capability_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def capability_matches(secret: str, hashed: str) -> bool:
    return hmac.compare_digest(capability_hash(secret), hashed)
