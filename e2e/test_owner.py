"""The owner is in charge: open sockets follow within two seconds [HB2] [PK1]."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from client import Client
from owned_room import Room, in_time, made
from product import Product


@pytest_asyncio.fixture
async def room(product: Product) -> AsyncIterator[Room]:
    async with made(product) as room:
        yield room


async def test_deleting_closes_open_sockets(room: Room) -> None:
    joined = await room.join("Ada")
    async with room.entered(joined, 1) as ada:
        ada.type("gone soon")
        await ada.settle()
        with in_time():
            answer = await room.http.delete(room.path(), headers=room.owner)
            assert answer.status_code == 204
            await ada.expect_close(4410)
    # The token is good for minutes; the room is not.
    url = f"{room.socket}/{room.id}?token={joined['token']}"
    async with Client.connect(url) as late:
        await late.expect_close(4410)
    assert (await room.http.post(room.path("join/"), json={"username": "A"})).status_code == 410


async def test_a_demoted_editor_stops_at_once_and_is_told(room: Room) -> None:
    joined = await room.join("Ada")
    async with (
        room.entered(joined, 1) as ada,
        room.entered(await room.join("Bob"), 2) as bob,
    ):
        path = room.path(f"users/{joined['user_id']}/")
        with in_time():
            answer = await room.http.patch(path, json={"role": "viewer"}, headers=room.owner)
            assert answer.status_code == 200
            await ada.until(lambda: {"event": "role", "role": "viewer"} in ada.events)
        ada.type("not any more")
        await ada.settle()
        bob.type("still here")
        await bob.until(lambda: bob.acknowledged == 1)
        assert str(bob.text) == "still here"
        with in_time():
            await room.http.patch(path, json={"role": "editor"}, headers=room.owner)
            await ada.until(lambda: {"event": "role", "role": "editor"} in ada.events)


async def test_somebody_removed_is_out_and_the_bare_link_is_closed(
    room: Room,
) -> None:
    joined = await room.join("Eve")
    friend = await room.join("Bob")
    async with (
        room.entered(joined, 1) as first_tab,
        room.entered(joined, 2) as second_tab,
        room.entered(friend, 3) as bob,
    ):
        with in_time():
            path = room.path(f"users/{joined['user_id']}/")
            answer = await room.http.delete(path, headers=room.owner)
            await first_tab.expect_close(4403)
            await second_tab.expect_close(4403)
        bob.type("quiet now")
        await bob.until(lambda: bob.acknowledged == 1)
    body = {"username": "Eve"}
    back = await room.http.post(room.path("join/"), json=body)
    assert (back.status_code, back.json()["code"]) == (403, "link-closed")
    again = await room.http.post(
        room.path("join/"), json={**body, "resume_key": joined["resume_key"]}
    )
    assert (again.status_code, again.json()["code"]) == (403, "removed")
    await room.join("Bob", resume_key=friend["resume_key"])
    await room.join("Carol", key=answer.json()["link_key"])
    # Nor does a client without a token get in [AD3].
    async with Client.connect(f"{room.socket}/{room.id}") as guest:
        await guest.expect_close(4401)


async def test_a_token_of_somebody_removed_opens_nothing(room: Room) -> None:
    joined = await room.join("Eve")
    path = room.path(f"users/{joined['user_id']}/")
    await room.http.delete(path, headers=room.owner)
    async with room.entered(joined, 1) as eve:
        await eve.expect_close(4403)


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_nobody_else_is_in_charge(room: Room, method: str) -> None:
    joined = await room.join("Eve")
    for bearer in (joined["token"], "ok_" + "A" * 43, ""):
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        answer = await room.http.request(method, room.path(), headers=headers, json={"name": "x"})
        assert answer.status_code in (401, 403)
    assert (await room.http.get(room.path())).json()["name"] == "Untitled room"
