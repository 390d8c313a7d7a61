"""Who may ask: tokens of other rooms, viewers, rooms and servers where it is off."""

import uuid
from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings

from coterie.ai.tests.conftest import Json, Product, bearer, problem_of, question
from coterie.ai.tests.providers.dialects import CHAT
from coterie.ai.tests.providers.payloads import chat_answer
from coterie.ai.tests.providers.server import Provider
from coterie.config.ai import AiEngine, AiSettings
from coterie.rooms.tokens import LIFETIME
from coterie.tests.front_door import Clock

pytestmark = pytest.mark.usefixtures("remote")

CALLS = ("suggest", "summarize", "accepted")


def body_of(call: str, room: Json) -> Json:
    return question(room) if call == "suggest" else {"room_id": room["id"]}


@pytest.mark.parametrize("call", CALLS)
async def test_a_token_opens_its_own_room_only(
    product: Product, provider: Provider, call: str
) -> None:
    room, _ = await product.member()
    _, eve = await product.member()
    body = body_of(call, room)
    await problem_of(product.post(call, body, eve), 401, "room-token-invalid")
    await problem_of(product.post(call, body, "nonsense"), 401, "room-token-invalid")
    await problem_of(product.post(call, body, "ok_nonsense"), 401, "owner-key-invalid")
    nowhere = body_of(call, {"id": str(uuid.uuid4())})
    await problem_of(product.post(call, nowhere, eve), 404, "room-not-found")
    assert provider.connections == 0


async def test_a_token_without_its_room_is_not_overlooked(product: Product) -> None:
    _, token = await product.member()
    response = await problem_of(product.post("suggest", question(), token), 400, "invalid")
    assert list(response.json()["errors"]) == ["room_id"]


async def test_taking_a_suggestion_is_for_members(product: Product) -> None:
    room, _ = await product.member()
    await problem_of(product.post("accepted", {"room_id": room["id"]}), 401, "unauthenticated")


@pytest.mark.parametrize("call", CALLS)
async def test_an_old_token_is_none(product: Product, clock: Clock, call: str) -> None:
    room, token = await product.member()
    clock.advance(LIFETIME.total_seconds())
    await problem_of(product.post(call, body_of(call, room), token), 401, "room-token-invalid")


@pytest.mark.parametrize("call", CALLS)
async def test_somebody_who_was_removed_asks_nothing(product: Product, call: str) -> None:
    room = await product.room()
    eve = await product.join(room, "Eve")
    path = f"/api/rooms/{room['id']}/users/{eve['user_id']}/"
    await product.http.delete(path, headers=bearer(room["owner_key"]))
    await problem_of(product.post(call, body_of(call, room), eve["token"]), 403, "removed")


async def test_viewers_may_ask_for_summaries_only(product: Product, provider: Provider) -> None:
    provider.answers(CHAT.path, CHAT.answer(*chat_answer("Words.")))
    room = await product.room(link_role="viewer")
    joined = await product.join(room)
    abilities = joined["room"]["abilities"]
    assert (abilities["suggest"], abilities["summarize"]) == (False, True)
    token = joined["token"]
    await problem_of(product.post("suggest", question(room), token), 403, "role-too-low")
    await problem_of(product.post("accepted", {"room_id": room["id"]}, token), 403, "role-too-low")
    response = await product.post("summarize", {"room_id": room["id"]}, token)
    assert response.json()["summary"] == "Words."


@pytest.mark.parametrize("call", CALLS)
async def test_the_owner_may_switch_it_off(product: Product, provider: Provider, call: str) -> None:
    room, token = await product.member(ai_mode="off")
    for credentials in (token, room["owner_key"]):
        await problem_of(product.post(call, body_of(call, room), credentials), 403, "ai-off")
    assert provider.connections == 0
    path = f"/api/rooms/{room['id']}/"
    provider.answers(CHAT.path, CHAT.answer(*chat_answer("x")))
    for mode in ("on_request", "as_you_type"):
        await product.http.patch(path, json={"ai_mode": mode}, headers=bearer(room["owner_key"]))
        for credentials in (token, room["owner_key"]):
            response = await product.post(call, body_of(call, room), credentials)
            assert response.status_code in (200, 204), response.text


async def test_a_summary_of_a_room_where_it_is_off_is_none_for_strangers(product: Product) -> None:
    room, _ = await product.member(ai_mode="off")
    await problem_of(product.post("summarize", {"room_id": room["id"]}), 403, "ai-off")


@pytest.mark.parametrize("call", CALLS)
async def test_the_operator_may_switch_it_off(
    product: Product, settings: Settings, call: str
) -> None:
    settings.AI = AiSettings(engine=AiEngine.OFF)
    room, token = await product.member()
    abilities = (await product.join(room))["room"]["abilities"]
    assert (abilities["suggest"], abilities["summarize"]) == (False, False)
    await problem_of(product.post(call, body_of(call, room), token), 403, "ai-off")
    if call == "suggest":
        await problem_of(product.post(call, question()), 403, "ai-off")


@pytest.mark.parametrize("call", CALLS)
async def test_a_deleted_room_has_nothing_to_say(product: Product, call: str) -> None:
    room, token = await product.member()
    await product.http.delete(f"/api/rooms/{room['id']}/", headers=bearer(room["owner_key"]))
    await problem_of(product.post(call, body_of(call, room), token), 410, "room-deleted")


async def test_an_engine_that_may_not_be_asked_is_a_typed_problem(
    product: Product,
    provider: Provider,
    remote: AiSettings,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.AI = replace(remote, allow_private_url=False)
    room, token = await product.member()
    await problem_of(product.post("suggest", question(room), token), 502, "ai-refused")
    [line] = [record.message for record in caplog.records if record.name == "coterie.ai.calls"]
    assert "private network" in line or "this server itself" in line
    assert provider.connections == 0
