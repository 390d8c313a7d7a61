"""[SG1] Signed service calls, through the call that must be one."""

import json

import pytest
from django.http import HttpResponse

from coterie.signing.models import SeenNonce
from coterie.signing.signatures import sign
from coterie.tests.front_door import (
    NEXT_SERVICE_KEY,
    SERVICE_KEY,
    Clock,
    FrontDoor,
    heartbeat_body,
    json_of,
    problem_of,
)

PATH = "/api/realtime/heartbeat/"
BODY = json.dumps(heartbeat_body({})).encode()


def headers(clock: Clock, **changed: str) -> dict[str, str]:
    signed = sign(key=SERVICE_KEY, method="POST", target=PATH, body=BODY, now=clock.now())
    return {**signed, **changed}


def refused(response: HttpResponse) -> None:
    problem_of(response, 401, "signature-invalid")


def test_is_made_as_the_protocol_says(clock: Clock) -> None:
    """[SG1] Worked out by hand once, so that both parts cannot drift together."""
    signed = sign(
        key="k" * 32, method="POST", target="/a/?b=c", body=b"{}", now=clock.now(), nonce="0" * 32
    )
    assert signed == {
        "X-Coterie-Key": "5e318f8c",
        "X-Coterie-Time": "1893456000",
        "X-Coterie-Nonce": "0" * 32,
        "X-Coterie-Signature": "2f5ac3c4496bb20ed2f90fd14a09af70aa359ae3b52ce997c1355ed7806cdbd5",
    }


@pytest.mark.parametrize("key", [SERVICE_KEY, NEXT_SERVICE_KEY])
def test_either_of_two_keys_will_do(door: FrontDoor, key: str) -> None:
    json_of(door.signed(PATH, heartbeat_body({}), key=key))


def test_a_key_that_is_not_active_is_refused(door: FrontDoor) -> None:
    refused(door.signed(PATH, heartbeat_body({}), key="z" * 40))


@pytest.mark.parametrize("name", ["Key", "Time", "Nonce", "Signature"])
@pytest.mark.parametrize("value", ["", "0", "x" * 64, "9" * 400, "\u00e9", "-1", "\u0663"])
def test_a_changed_header_is_refused(door: FrontDoor, name: str, value: str) -> None:
    refused(door.post(PATH, BODY, **headers(door.clock, **{f"X-Coterie-{name}": value})))
    assert not SeenNonce.objects.exists()


@pytest.mark.parametrize("name", ["Key", "Time", "Nonce", "Signature"])
def test_a_missing_header_is_refused(door: FrontDoor, name: str) -> None:
    signed = headers(door.clock)
    del signed[f"X-Coterie-{name}"]
    refused(door.post(PATH, BODY, **signed))


def test_covers_body_path_and_query(door: FrontDoor) -> None:
    signed = headers(door.clock)
    refused(door.post(PATH, BODY + b" ", **signed))
    refused(door.post(f"{PATH}?a=b", BODY, **signed))
    json_of(door.post(PATH, BODY, **signed))


@pytest.mark.parametrize(
    ("seconds", "accepted"), [(60, True), (-60, True), (61, False), (-61, False)]
)
def test_the_clocks_may_be_a_minute_apart(door: FrontDoor, seconds: int, accepted: bool) -> None:
    signed = headers(door.clock)
    door.clock.advance(seconds)
    response = door.post(PATH, BODY, **signed)
    if accepted:
        json_of(response)
    else:
        refused(response)


def test_a_nonce_is_good_once(door: FrontDoor) -> None:
    signed = headers(door.clock)
    json_of(door.post(PATH, BODY, **signed))
    refused(door.post(PATH, BODY, **signed))
    door.clock.advance(60)
    refused(door.post(PATH, BODY, **signed))


def test_nonces_are_forgotten_when_time_alone_refuses_them(door: FrontDoor) -> None:
    for _ in range(5):
        json_of(door.post(PATH, BODY, **headers(door.clock)))
    assert SeenNonce.objects.count() == 5
    door.clock.advance(121)
    json_of(door.post(PATH, BODY, **headers(door.clock)))
    assert SeenNonce.objects.count() == 1
