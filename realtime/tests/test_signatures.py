"""Service calls: signed, timely, once [SG1]."""

import time

import httpx
import pytest
from conftest import Managed

from coterie_realtime.signatures import SignatureVerifier, signed_headers


def lowered(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@pytest.fixture
def headers() -> dict[str, str]:
    return lowered(signed_headers("old", "POST", "/internal/poke", b"{}"))


def test_a_call_counts_once_under_either_key(headers: dict[str, str]) -> None:
    verifier = SignatureVerifier(["new", "old"])
    assert verifier.accepts(headers, "POST", "/internal/poke", b"{}")
    assert not verifier.accepts(headers, "POST", "/internal/poke", b"{}")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/internal/poke", b"{}"),
        ("POST", "/internal/poke?x", b"{}"),
        ("POST", "/internal/poke", b"{ }"),
    ],
)
def test_another_call_does_not_count(
    headers: dict[str, str], method: str, path: str, body: bytes
) -> None:
    assert not SignatureVerifier(["old"]).accepts(headers, method, path, body)


@pytest.mark.parametrize(
    "change",
    [
        {"x-coterie-key": "00000000"},
        {"x-coterie-time": "1"},
        {"x-coterie-time": ""},
        {"x-coterie-time": "9" * 400},
        {"x-coterie-nonce": "short"},
        {"x-coterie-signature": ""},
        {"x-coterie-signature": "é"},
    ],
    ids=str,
)
def test_a_changed_header_does_not_count(headers: dict[str, str], change: dict[str, str]) -> None:
    assert not SignatureVerifier(["old"]).accepts(
        {**headers, **change}, "POST", "/internal/poke", b"{}"
    )


@pytest.mark.parametrize("seconds", [-61, 61])
def test_an_old_or_early_call_does_not_count(headers: dict[str, str], seconds: int) -> None:
    now = time.time() + seconds + (1 if seconds > 0 else -1)
    verifier = SignatureVerifier(["old"], now=lambda: now)
    assert not verifier.accepts(headers, "POST", "/internal/poke", b"{}")


async def test_only_a_signed_poke_is_taken(managed: Managed) -> None:
    """[PK1]"""
    base = managed.url.replace("ws://", "http://")
    async with httpx.AsyncClient(base_url=base) as http:
        assert (await http.post("/internal/poke", content=b"{}")).status_code == 401
        assert (await http.post("/internal/poke", content=b"x" * 5_000)).status_code == 401
        assert (await http.get("/internal/poke")).status_code == 404
        headers = signed_headers("service", "POST", "/internal/poke", b"{}")
        answer = await http.post("/internal/poke", content=b"{}", headers=headers)
        assert answer.status_code == 204
