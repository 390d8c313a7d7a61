"""Tokens that an attacker would try, beyond the vectors that both suites read [TK1]."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from client import Client
from conftest import Managed
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import OKPAlgorithm

from coterie_realtime.errors import Refused
from coterie_realtime.tokens import TokenVerifier, key_id

ROOM = "5f0c1d0e-8f5b-4c57-9a44-2f8f5b0a7d11"
KEY = Ed25519PrivateKey.generate()
MALLORY = Ed25519PrivateKey.generate()
KID = key_id(KEY.public_key())
ORDER = (1 << 252) + 27742317777372353535851937790883648493


def pem(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def claims(**changes: object) -> dict[str, object]:
    now = int(time.time())
    told = {"sub": "ada", "name": "Ada", "role": "editor", "epoch": "0" * 16, "jti": "0" * 16}
    return {"aud": "coterie-realtime", "room": ROOM, **told, "iat": now, "exp": now + 600} | changes


def signed(
    content: dict[str, object] | None = None, key: Ed25519PrivateKey = KEY, **header: Any
) -> str:
    return jwt.encode(content or claims(), key, "EdDSA", headers={"kid": KID, **header})


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unsigned(header: object, content: object = None, signature: bytes = b"") -> str:
    parts = (json.dumps(part).encode() for part in (header, content or claims()))
    return ".".join([*map(b64, parts), b64(signature)])


def keyed(algorithm: str, secret: bytes) -> str:
    """With an HMAC whose secret everybody knows."""
    token = unsigned({"alg": algorithm, "kid": KID}).rpartition(".")[0]
    return f"{token}.{b64(hmac.new(secret, token.encode(), hashlib.sha256).digest())}"


def malleable() -> str:
    """Another signature that a careless verifier takes for the same."""
    head, _, signature = signed().rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    scalar = int.from_bytes(raw[32:], "little") + ORDER
    return f"{head}.{b64(raw[:32] + scalar.to_bytes(32, 'little'))}"


RAW = KEY.public_key().public_bytes_raw()
NESTED = b"[" * 4_000 + b"]" * 4_000
NESTED_KID = b'{"kid":' + NESTED + b"}"
ATTACKS = {
    "no algorithm, in other letters": unsigned({"alg": "nOnE", "kid": KID}),
    "an empty algorithm": unsigned({"alg": "", "kid": KID}),
    "no algorithm named": unsigned({"kid": KID}),
    "HMAC with the key's file": keyed("HS256", pem(KEY).encode()),
    "HMAC with the key's bytes": keyed("HS256", RAW),
    "HMAC with the key's id": keyed("HS256", KID.encode()),
    "HMAC with nothing": keyed("HS256", b""),
    "another curve": jwt.encode(
        claims(), ec.generate_private_key(ec.SECP256R1()), "ES256", headers={"kid": KID}
    ),
    "a key of its own": signed(
        key=MALLORY, jwk=OKPAlgorithm.to_jwk(MALLORY.public_key(), as_dict=True)
    ),
    "a key at an address": signed(key=MALLORY, jku="http://mallory.example/key"),
    "the id of a foreign key": signed(key=MALLORY, kid=key_id(MALLORY.public_key())),
    "an id that is a path": signed(key=MALLORY, kid="../../dev/null"),
    "an id that is no text": unsigned({"alg": "EdDSA", "kid": [KID]}, signature=bytes(64)),
    "a signature of zeros": unsigned({"alg": "EdDSA", "kid": KID}, signature=bytes(64)),
    "a signature that is malleable": malleable(),
    "a signature twice": f"{signed()}.{signed().rpartition('.')[2]}",
    "two tokens": f"{signed()},{signed()}",
    "a space before it": f" {signed()}",
    "a nested header": f"{b64(NESTED)}.e30.{b64(bytes(64))}",
    "a nested value in the header": f"{b64(NESTED_KID)}.e30.{b64(bytes(64))}",
    "a header that is a list": unsigned([KID], signature=bytes(64)),
    "a header that is a number": unsigned(5, signature=bytes(64)),
    "bytes that are no text": f"{b64(bytes(range(128, 256)))}.e30.{b64(bytes(64))}",
    "nothing but dots": "...",
    "surrogates": "\ud800.\ud800.\ud800",
    "it begins in a year": signed(claims(nbf=int(time.time()) + 31_000_000)),
    "an end that is a text": signed(claims(exp="tomorrow")),
    "an end that is nothing": signed(claims(exp=None)),
    "an end a second ago": signed(claims(exp=int(time.time()) - 1)),
    "an audience that only begins so": signed(claims(aud="coterie-realtime.example")),
    "the room among others": signed(claims(room=[ROOM])),
    "the room in other letters": signed(claims(room=ROOM.upper())),
    "a role among others": signed(claims(role=["owner"])),
    "a role in other letters": signed(claims(role="Owner")),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_refused(name: str) -> None:
    """[TK1] [AD1]"""
    with pytest.raises(Refused) as refused:
        TokenVerifier([pem(KEY)]).verify(ATTACKS[name], ROOM)
    assert refused.value.code == 4401
    assert "." not in refused.value.reason, "the reason holds nothing of the token"


def test_the_good_one_is_taken() -> None:
    """What is changed above is what is refused."""
    assert TokenVerifier([pem(MALLORY), pem(KEY)]).verify(signed(), ROOM).participant == "ada"


def test_an_exchanged_key_no_longer_counts() -> None:
    """[TK1]"""
    with pytest.raises(Refused):
        TokenVerifier([pem(MALLORY)]).verify(signed(), ROOM)


@pytest.mark.parametrize(
    "name", ["a nested header", "HMAC with the key's file", "nothing but dots"]
)
async def test_a_socket_with_it_is_closed(managed: Managed, name: str) -> None:
    """[AD1]"""
    async with Client.connect(f"{managed.url}/ws/{managed.room}?token={ATTACKS[name]}") as client:
        await client.expect_close(4401)
        assert client.step1s == []


async def test_a_token_of_another_room_opens_only_its_own(managed: Managed) -> None:
    """[AD1]"""
    token = managed.link().partition("?")[2]
    other = "0b7f3f52-6a2e-4f0d-8a3c-d1c1f7d0c9aa"
    async with Client.connect(f"{managed.url}/ws/{other}?{token}") as client:
        await client.expect_close(4401)
    async with Client.joined(f"{managed.url}/ws/{managed.room}?{token}") as client:
        assert client.synced
