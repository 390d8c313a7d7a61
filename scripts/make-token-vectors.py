#!/usr/bin/env python3
"""Writes contracts/room-token-vectors.json: room tokens that must be accepted or refused [TK1].

Run it as `.venv/bin/python scripts/make-token-vectors.py`; the same input gives the same file,
for the key is fixed and Ed25519 draws no random numbers. The key signs nothing else.
"""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)

FILE = Path(__file__).resolve().parents[1] / "contracts" / "room-token-vectors.json"
ROOM = "5f0c1d0e-8f5b-4c57-9a44-2f8f5b0a7d11"
OTHER_ROOM = "0b7f3f52-6a2e-4f0d-8a3c-d1c1f7d0c9aa"
YEAR_2100 = 4102444800
YEAR_2001 = 978307200
CLAIMS: dict[str, Any] = {
    "aud": "coterie-realtime",
    "room": ROOM,
    "sub": "c6a1b0d2-3e4f-4a5b-8c6d-7e8f9a0b1c2d",
    "name": "Ada \u2764\ufe0f <b>",
    "role": "editor",
    "epoch": "00112233445566ff",
    "jti": "8899aabbccddeeff",
    "iat": 1700000000,
    "exp": YEAR_2100,
}


def private_key(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())


KEY = private_key("a key for tests and nothing else")
STRANGER = private_key("a key that nobody trusts")
PUBLIC = KEY.public_key()
PUBLIC_PEM = PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
KID = hashlib.sha256(PUBLIC.public_bytes_raw()).hexdigest()[:16]


def eddsa(claims: dict[str, Any], key: Ed25519PrivateKey = KEY, **header: Any) -> str:
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": KID, **header})


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def by_hand(header: dict[str, Any], claims: dict[str, Any], sign: bool) -> str:
    """For what no decent library signs."""
    signed = ".".join(b64(json.dumps(part).encode()) for part in (header, claims))
    mac = hmac.new(PUBLIC_PEM.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{b64(mac) if sign else ''}"


def vector(name: str, token: str, *, room: str = ROOM, claims: dict[str, Any] | None = None) -> Any:
    found: dict[str, Any] = {"name": name, "token": token, "room": room, "valid": bool(claims)}
    return {**found, "claims": claims} if claims else found


def vectors() -> list[Any]:
    good = eddsa(CLAIMS)
    header, payload, signature = good.split(".")
    more = b64(json.dumps({**CLAIMS, "role": "owner"}).encode())
    other = {**CLAIMS, "room": OTHER_ROOM}
    accepted = [
        vector(role, eddsa({**CLAIMS, "role": role}), claims={**CLAIMS, "role": role})
        for role in ("owner", "editor", "viewer")
    ]
    return [
        *accepted,
        vector("another room, asked for", eddsa(other), room=OTHER_ROOM, claims=other),
        vector("another room", eddsa(other)),
        vector("expired", eddsa({**CLAIMS, "exp": YEAR_2001})),
        vector("foreign audience", eddsa({**CLAIMS, "aud": "coterie-backend"})),
        *(
            vector(f"no {claim}", eddsa({k: v for k, v in CLAIMS.items() if k != claim}))
            for claim in CLAIMS
        ),
        vector("unknown role", eddsa({**CLAIMS, "role": "admin"})),
        vector("a name that is no text", eddsa({**CLAIMS, "name": ["Ada"]})),
        vector("alg none", by_hand({"alg": "none", "typ": "JWT", "kid": KID}, CLAIMS, False)),
        vector(
            "HS256 with the public key for a secret",
            by_hand({"alg": "HS256", "typ": "JWT", "kid": KID}, CLAIMS, True),
        ),
        vector("unknown kid", eddsa(CLAIMS, kid="0123456789abcdef")),
        vector("no kid", jwt.encode(CLAIMS, KEY, algorithm="EdDSA")),
        vector("a stranger's key under a known kid", eddsa(CLAIMS, STRANGER)),
        vector("claims changed after signing", f"{header}.{more}.{signature}"),
        vector("signature cut off", f"{header}.{payload}."),
        vector("signature missing", f"{header}.{payload}"),
        vector("signature changed", f"{header}.{payload}.{b64(bytes(64))}"),
        vector("no token at all", "token"),
        vector("empty", ""),
    ]


def content() -> str:
    document = {
        "about": "Room tokens [TK1]. Made by scripts/make-token-vectors.py; keys for tests only.",
        "kid": KID,
        "public_key": PUBLIC_PEM,
        "vectors": vectors(),
    }
    return json.dumps(document, indent=2) + "\n"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(content())
