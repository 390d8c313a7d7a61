"""Checks room tokens (docs/protocol.md §6); making them is Django's."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from .close_codes import CloseCode
from .errors import Refused, SettingsError

AUDIENCE = "coterie-realtime"
CLAIMS = ("aud", "room", "sub", "name", "role", "epoch", "jti", "iat", "exp")
ROLES = ("owner", "editor", "viewer")


class Claims(NamedTuple):
    """What a token says of its bearer."""

    room: str
    participant: str
    name: str
    role: str
    epoch: str


class TokenVerifier:
    """Knows the public keys that rooms' tokens may be signed with."""

    def __init__(self, public_keys: Iterable[str]) -> None:
        """`public_keys` are PEM texts.

        Raises:
            SettingsError: one of them is no Ed25519 public key.
        """
        self._keys: dict[str, Ed25519PublicKey] = {}
        for pem in public_keys:
            try:
                key = load_pem_public_key(pem.encode())
            except ValueError as error:
                raise SettingsError(f"room token public key: {error}") from None
            if not isinstance(key, Ed25519PublicKey):
                raise SettingsError("room token public key: not an Ed25519 key")
            self._keys[key_id(key)] = key

    def verify(self, token: str, room: str) -> Claims:
        """The claims of a token for `room` [TK1].

        Raises:
            Refused: with 4401 and a reason that holds nothing of the token.
        """
        try:
            key = self._keys[jwt.get_unverified_header(token).get("kid", "")]
            claims = jwt.decode(
                token,
                key,
                algorithms=["EdDSA"],
                audience=AUDIENCE,
                # `iat` is not compared: a clock a second behind Django's must not refuse.
                options={"require": list(CLAIMS), "verify_iat": False},
            )
        except jwt.ExpiredSignatureError:
            raise Refused(CloseCode.TOKEN, "the token has expired") from None
        except (jwt.InvalidTokenError, KeyError, TypeError, ValueError, RecursionError):
            raise Refused(CloseCode.TOKEN, "the token is not valid") from None
        found = Claims(*(claims[name] for name in ("room", "sub", "name", "role", "epoch")))
        if not all(isinstance(value, str) for value in found) or found.role not in ROLES:
            raise Refused(CloseCode.TOKEN, "the token is not valid")
        if found.room != room:
            raise Refused(CloseCode.TOKEN, "the token is for another room")
        return found


def key_id(key: Ed25519PublicKey) -> str:
    """The `kid` of a public key."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]
