"""Room tokens, by the vectors that both Python suites read [TK1]."""

import json
from pathlib import Path
from typing import Any

import pytest

from coterie_realtime.errors import Refused, SettingsError
from coterie_realtime.tokens import TokenVerifier

VECTORS = json.loads(
    (Path(__file__).parents[2] / "contracts" / "room-token-vectors.json").read_text()
)


@pytest.fixture(scope="module")
def verifier() -> TokenVerifier:
    return TokenVerifier([VECTORS["public_key"]])


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_vector(verifier: TokenVerifier, vector: dict[str, Any]) -> None:
    """[TK1] [AD1]"""
    if not vector["valid"]:
        with pytest.raises(Refused) as refused:
            verifier.verify(vector["token"], vector["room"])
        assert refused.value.code == 4401
        return
    claims = verifier.verify(vector["token"], vector["room"])
    expected = vector["claims"]
    assert claims == tuple(expected[name] for name in ("room", "sub", "name", "role", "epoch"))


@pytest.mark.parametrize("pem", ["", "no key", VECTORS["public_key"][:60]])
def test_a_key_that_is_none_stops_start_up(pem: str) -> None:
    with pytest.raises(SettingsError, match="room token public key"):
        TokenVerifier([pem])
