"""The API's description, as programs and people read it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import yaml
from drf_spectacular.validation import validate_schema

from coterie.config.asgi import application
from coterie.tests.front_door import FrontDoor

CONTRACT = Path(__file__).parents[4] / "contracts" / "openapi.yaml"
METHODS = {"get", "post", "patch", "put", "delete"}
STREAMING = {"ai_suggest", "ai_summarize"}
ANSWERS = {"room_export": "application/zip"}
OPERATIONS = {
    "ai_accepted",
    "ai_suggest",
    "ai_summarize",
    "participant_list",
    "participant_remove",
    "participant_update",
    "room_analytics",
    "room_export",
    "realtime_heartbeat",
    "room_create",
    "room_delete",
    "room_extend",
    "room_forget",
    "room_get",
    "room_invite_create",
    "room_invite_list",
    "room_invite_revoke",
    "room_join",
    "room_leave",
    "room_link_rotate",
    "room_list",
    "room_transfer_offer",
    "room_transfer_redeem",
    "room_update",
}


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(CONTRACT.read_text())
    return document


def operations(contract: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in contract["paths"].values():
        yield from (operation for method, operation in path.items() if method in METHODS)


def test_the_served_schema_is_the_contract(door: FrontDoor, contract: dict[str, Any]) -> None:
    response = door.get("/api/schema/")
    assert response.status_code == 200
    assert yaml.safe_load(response.content) == contract
    validate_schema(contract)  # type: ignore[no-untyped-call]


def test_every_operation_has_its_name_and_its_refusals(contract: dict[str, Any]) -> None:
    found = {operation["operationId"]: operation for operation in operations(contract)}
    assert set(found) == OPERATIONS
    for operation in found.values():
        for status, response in operation["responses"].items():
            media = set(response.get("content", {}))
            answer = ANSWERS.get(operation["operationId"], "application/json")
            expected = {"application/problem+json"} if int(status) >= 400 else {answer}
            if status == "200" and operation["operationId"] in STREAMING:
                expected.add("text/event-stream")
            assert media == (set() if status in ("204", "304") else expected)
    assert found["room_delete"]["security"] == [{"ownerKey": []}]
    assert {} in found["room_get"]["security"]
    assert "security" not in found["room_list"]


def test_answers_are_whole_and_only_times_may_be_null(contract: dict[str, Any]) -> None:
    schemas = contract["components"]["schemas"]
    for name in ("Room", "RoomCreated", "RoomJoined", "RoomPage", "Participant", "Abilities"):
        assert set(schemas[name]["required"]) == set(schemas[name]["properties"])
    null = {
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, value in schema.get("properties", {}).items()
        if value.get("nullable")
    }
    assert null == {
        "AiSuggestInput.room_id",
        "AiSummarizeInput.code",
        "Invite.expires_at",
        "InviteCreateInput.expires_in",
        "InviteCreated.expires_at",
        "RetentionChoice.seconds",
        "Room.closing_at",
        "RoomAnalytics.started_at",
        "RoomCreateInput.password",
        "RoomCreated.closing_at",
        "RoomJoinInput.key",
        "RoomJoinInput.password",
        "RoomJoinInput.resume_key",
        "RoomPage.next",
        "RoomPage.previous",
        "RoomUpdateInput.password",
    }
    assert schemas["IceServer"]["required"] == ["urls"]
    assert "required" not in schemas["RoomUpdateInput"]
    assert schemas["RoomJoinInput"]["required"] == ["username"]


async def test_the_page_needs_nothing_from_elsewhere_and_no_looser_policy() -> None:
    transport = httpx.ASGITransport(cast("Any", application))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        page = await client.get("/api/docs/")
        assert page.status_code == 200
        policy = page.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "unsafe-eval" not in policy
        linked = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert len(linked) == 5
        for url in linked:
            assert url.startswith("/")
            assert (await client.get(url)).status_code == 200
        assert not re.findall(r"<script>", page.text)
