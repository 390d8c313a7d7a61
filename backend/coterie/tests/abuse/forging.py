"""Room tokens that Django never signed, made by hand as an attacker would."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any


def parts_of(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims."""
    header, claims, _ = token.split(".")
    return _read(header), _read(claims)


def unsigned(header: Mapping[str, object], claims: Mapping[str, object]) -> str:
    return f"{_write(header)}.{_write(claims)}"


def without_signature(header: Mapping[str, object], claims: Mapping[str, object]) -> str:
    return unsigned(header, claims) + "."


def with_hmac(header: Mapping[str, object], claims: Mapping[str, object], secret: bytes) -> str:
    """As HS256 has it, with whatever for a secret."""
    text = unsigned({**header, "alg": "HS256"}, claims)
    return f"{text}.{_bytes(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def with_signature_of(token: str, claims: Mapping[str, object]) -> str:
    """Other claims under a signature that is right for those of the token."""
    header, _, signature = token.split(".")
    return f"{header}.{_write(claims)}.{signature}"


def _read(part: str) -> dict[str, Any]:
    padded = part + "=" * (-len(part) % 4)
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(padded))
    return read


def _write(part: Mapping[str, object]) -> str:
    return _bytes(json.dumps(part).encode())


def _bytes(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
