"""The attacker reads the logs, or what a crash reports."""

import logging

import pytest
from django.db import OperationalError

from coterie.presence import services
from coterie.presence.passwords import TRIES_PER_ADDRESS
from coterie.tests.front_door import FrontDoor, json_of, room_path

PASSWORD = "correct horse battery"


@pytest.fixture
def everything(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> pytest.LogCaptureFixture:
    """All that is logged, at the lowest level, and of the loggers that keep it to themselves."""
    caplog.set_level(logging.DEBUG)
    for name in ("django", "django.request", "django.db.backends", "coterie"):
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    return caplog


def test_no_secret_is_logged(
    door: FrontDoor, everything: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = door.create(password=PASSWORD)
    path, key = room_path(room), room["owner_key"]
    secrets = {"owner key": key, "password": PASSWORD}
    ada = door.join(room, "Ada Lovelace", password=PASSWORD)
    secrets |= {"resume key": ada["resume_key"], "room token": ada["token"]}
    secrets["link key"] = json_of(door.post(f"{path}link/", None, key))["link_key"]
    invite = json_of(door.post(f"{path}links/", {"role": "viewer"}, key), 201)
    secrets["further link"] = invite["link_key"]
    secrets["code"] = json_of(door.post(f"{path}transfer/", None, key), 201)["code"]
    # Refusals of each, and a quota that runs out.
    for bearer in (key + "x", ada["token"] + "x"):
        door.patch(path, {"name": "x"}, bearer)
        door.delete(path, bearer)
        secrets[f"wrong {bearer[:3]}"] = bearer
    for _ in range(TRIES_PER_ADDRESS.capacity + 2):
        wrong = {"username": "Eve", "key": secrets["further link"], "password": "a wrong horse"}
        door.post(f"{path}join/", wrong)
    secrets["guess"] = "a wrong horse"
    door.post(f"{path}transfer/redeem/", {"code": "tc_a-wrong-code"})
    secrets["wrong code"] = "tc_a-wrong-code"
    door.heartbeat({room["id"]: {"c1": ada["user_id"]}})

    # And a crash, with all of it in the frames.
    def crash(**_: object) -> None:
        raise OperationalError("the disk is full")

    with monkeypatch.context() as context:
        context.setattr(services, "lease_grant_to_join", crash)
        body = {"username": "Ada Lovelace", "resume_key": ada["resume_key"], "password": PASSWORD}
        answer = door.post(f"{path}join/", body, key)
    assert answer.status_code == 500

    formatter = logging.Formatter("%(message)s")
    lines = [formatter.format(record) for record in everything.records]
    assert any("the disk is full" in line for line in lines)
    assert any("too many wrong passwords" in line for line in lines)
    # The statements that a developer's log holds are another matter: DEBUG is not for production.
    told = "\n".join(
        line
        for record, line in zip(everything.records, lines, strict=True)
        if record.name != "django.db.backends"
    )
    for name, secret in secrets.items():
        assert secret not in told, name
        assert secret not in answer.content.decode(), name
    for name in ("owner key", "resume key", "link key", "further link", "code"):
        # Nor what is kept of them, in any statement.
        assert secrets[name] not in "\n".join(lines), name
