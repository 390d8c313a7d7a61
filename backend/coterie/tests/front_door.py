"""How the tests reach the backend: a client of its HTTP API, and a realtime node's half of it."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.http import HttpResponse
from django.test import Client

from coterie.signing.signatures import sign

SERVICE_KEY = "a-service-key-for-tests-of-32-characters"
NEXT_SERVICE_KEY = "its-successor-for-tests-of-32-characters"
BOOT = "0" * 32
ADDRESS = "http://127.0.0.1:3001"

Committed = Callable[[Callable[[], object]], int]


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2030, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class FrontDoor:
    clock: Clock
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.call("GET", path, headers=headers)

    def call(
        self,
        method: str,
        path: str,
        content: bytes = b"",
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        response = self.client.generic(method, path, content, content_type, headers=headers)
        return cast("HttpResponse", response)

    def post(
        self, path: str, body: object = None, bearer: str | None = None, **headers: str
    ) -> HttpResponse:
        """A body of bytes is sent as it is, everything else as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        return self.call("POST", path, content, headers={**headers, **_bearer(bearer)})

    def signed(
        self, path: str, body: object = None, *, key: str = SERVICE_KEY, **changed: str
    ) -> HttpResponse:
        """As a realtime node; `changed` headers replace the right ones."""
        content = json.dumps(body or {}).encode()
        headers = sign(key=key, method="POST", target=path, body=content, now=self.clock.now())
        return self.post(path, content, **{**headers, **changed})

    def patch(self, path: str, body: object, bearer: str | None = None) -> HttpResponse:
        return self.call("PATCH", path, json.dumps(body).encode(), headers=_bearer(bearer))

    def delete(self, path: str, bearer: str | None = None) -> HttpResponse:
        return self.call("DELETE", path, headers=_bearer(bearer))

    def create(self, **fields: object) -> dict[str, Any]:
        return json_of(self.post("/api/rooms/", fields), 201)

    def join(
        self,
        room: Mapping[str, Any],
        username: str = "Ada",
        bearer: str | None = None,
        **more: object,
    ) -> dict[str, Any]:
        path = f"/api/rooms/{room['id']}/join/"
        return json_of(self.post(path, {"username": username, **more}, bearer))

    def users(self, room: Mapping[str, Any]) -> list[str]:
        """Of everybody there, as the owner sees them where the key is at hand."""
        headers = _bearer(room.get("owner_key"))
        answer = json_of(self.get(f"/api/rooms/{room['id']}/users/", **headers))
        return sorted(user["username"] for user in answer["users"])

    def heartbeat(
        self,
        rooms: Mapping[str, Mapping[str, str]],
        *,
        sequence: int = 1,
        edits: Mapping[str, int] | None = None,
        node: str = "n1",
        boot: str = BOOT,
        idle: Mapping[str, float] | None = None,
    ) -> dict[str, Any]:
        """`rooms`: by room, connection id to participant id. Answers the state of the rooms."""
        body = heartbeat_body(rooms, sequence, edits or {}, node, boot, idle)
        answer: dict[str, Any] = self.beat(body)["rooms"]
        return answer

    def beat(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """A heartbeat as it is; the whole answer."""
        return json_of(self.signed("/api/realtime/heartbeat/", body))


def heartbeat_body(
    rooms: Mapping[str, Mapping[str, str]],
    sequence: int = 1,
    edits: Mapping[str, int] | None = None,
    node: str = "n1",
    boot: str = BOOT,
    idle: Mapping[str, float] | None = None,
    purged: Iterable[str] = (),
    address: str = ADDRESS,
) -> dict[str, Any]:
    return {
        "node": node,
        "boot": boot,
        "sequence": sequence,
        "address": address,
        "purged": list(purged),
        "rooms": {
            room: {
                "edits": (edits or {}).get(room, 0),
                "connections": [
                    {"id": connection, "user_id": user, "idle": (idle or {}).get(connection, 0)}
                    for connection, user in listed.items()
                ],
            }
            for room, listed in rooms.items()
        },
    }


def room_path(room: Mapping[str, Any]) -> str:
    return f"/api/rooms/{room['id']}/"


def _bearer(bearer: str | None) -> dict[str, str]:
    return {} if bearer is None else {"Authorization": f"Bearer {bearer}"}


def json_of(response: HttpResponse, status: int = 200) -> dict[str, Any]:
    assert response.status_code == status, response.content
    body: dict[str, Any] = json.loads(response.content)
    return body


def problem_of(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The refusal, in the one shape that refusals have."""
    body = json_of(response, status)
    assert response["Content-Type"] == "application/problem+json"
    assert body["type"] == f"urn:coterie:problem:{code}"
    assert (body["status"], body["code"]) == (status, code)
    assert body["title"]
    assert body["detail"]
    return body
