"""Room tokens as docs/protocol.md §6 has them: made here, checked here and by every node."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from coterie.rooms.errors import RoomTokenInvalid
from coterie.rooms.models import Role

ALGORITHM = "EdDSA"
AUDIENCE = "coterie-realtime"
# Long enough to reconnect on a bad line; a node asks for a fresh one at each connection.
LIFETIME = timedelta(minutes=10)
TEXT_CLAIMS = ("room", "sub", "name", "role", "epoch", "jti")
TIME_CLAIMS = ("iat", "exp")


@dataclass(frozen=True, kw_only=True)
class RoomClaims:
    room: str
    sub: str
    name: str
    role: str
    epoch: str
    jti: str


def room_token_issue(*, claims: RoomClaims, private_key: str, now: datetime) -> str:
    key = cast("Ed25519PrivateKey", load_pem_private_key(private_key.encode(), password=None))
    payload = {
        "aud": AUDIENCE,
        **{name: getattr(claims, name) for name in TEXT_CLAIMS},
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }
    return jwt.encode(payload, key, algorithm=ALGORITHM, headers={"kid": key_id(key.public_key())})


def room_token_verify(
    *, token: str, room_id: str, public_keys: Sequence[str], now: datetime
) -> RoomClaims:
    keys = {key_id(key): key for key in map(_load_public, public_keys)}
    try:
        key = keys.get(str(jwt.get_unverified_header(token).get("kid")))
        if key is None:
            raise RoomTokenInvalid
        payload = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            # Times and audience are compared below: with our clock, and without the lists and
            # fractions that the library would let pass.
            options={
                "verify_aud": False,
                "verify_exp": False,
                "verify_iat": False,
                "verify_sub": False,
                "verify_jti": False,
                "require": ["aud", *TEXT_CLAIMS, *TIME_CLAIMS],
            },
        )
    except jwt.PyJWTError as error:
        raise RoomTokenInvalid from error
    if not _is_sound(payload) or payload["room"] != room_id:
        raise RoomTokenInvalid
    if payload["exp"] <= now.timestamp():
        raise RoomTokenInvalid("The room token has expired.")
    return RoomClaims(**{name: payload[name] for name in TEXT_CLAIMS})


def key_id(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def _is_sound(payload: Mapping[str, Any]) -> bool:
    return (
        payload["aud"] == AUDIENCE
        and all(isinstance(payload[name], str) for name in TEXT_CLAIMS)
        and all(type(payload[name]) is int for name in TIME_CLAIMS)
        and payload["role"] in Role.values
    )


def _load_public(pem: str) -> Ed25519PublicKey:
    return cast("Ed25519PublicKey", load_pem_public_key(pem.encode()))
