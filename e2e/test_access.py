"""Who may be in a room, as open sockets feel it: within two seconds [HB2] [HB10] [PK1]."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from client import Client
from owned_room import Room, in_time, made
from product import Product

PASSWORD = "correct horse"


@pytest_asyncio.fixture
async def room(product: Product) -> AsyncIterator[Room]:
    async with made(product) as room:
        yield room


async def test_a_revoked_link_closes_the_sockets_it_opened(room: Room) -> None:
    bob = await room.join("Bob")
    await room.ask("POST", "link/")
    link = await room.ask("POST", "links/", {"role": "editor"})
    eve = await room.join("Eve", key=link["link_key"])
    async with room.entered(bob, 1) as by_bare_link, room.entered(eve, 2) as by_link:
        by_link.type("not for long")
        await by_bare_link.until(lambda: str(by_bare_link.text) == "not for long")
        with in_time():
            await room.ask("DELETE", f"links/{link['id']}/")
            await by_link.expect_close(4403)
        by_bare_link.type("quiet ")
        await by_bare_link.until(lambda: by_bare_link.acknowledged == 1)
    assert await room.refusal(key=link["link_key"]) == (403, "link-closed")
    assert await room.refusal(resume_key=eve["resume_key"]) == (403, "removed")
    # The token is good for minutes yet.
    async with room.entered(eve, 3) as again:
        await again.expect_close(4403)


async def test_leave_and_forget_me_closes_every_tab(room: Room) -> None:
    ada, bob = await room.join("Ada"), await room.join("Bob")
    token = {"Authorization": f"Bearer {ada['token']}"}
    async with room.entered(ada, 1) as first, room.entered(ada, 2) as second:
        with in_time():
            answer = await room.http.post(room.path("forget/"), headers=token)
            assert answer.status_code == 204
            await first.expect_close(4403)
            await second.expect_close(4403)
    async with room.entered(ada, 3) as again:
        await again.expect_close(4403)
    users = (await room.http.get(room.path("users/"))).json()["users"]
    assert [user["username"] for user in users] == [bob["username"]]


async def test_who_hands_the_room_over_edits_on_as_an_editor(room: Room) -> None:
    answer = await room.http.post(room.path("join/"), json={"username": "Olga"}, headers=room.owner)
    async with room.entered(answer.json(), 1) as olga:
        code = (await room.ask("POST", "transfer/"))["code"]
        with in_time():
            taken = await room.http.post(room.path("transfer/redeem/"), json={"code": code})
            assert taken.status_code == 200
            await olga.until(lambda: {"event": "role", "role": "editor"} in olga.events)
        olga.type("still here")
        await olga.until(lambda: olga.acknowledged == 1)
    former = await room.http.delete(room.path(), headers=room.owner)
    assert former.json()["code"] == "owner-key-invalid"
    room.owner = {"Authorization": f"Bearer {taken.json()['owner_key']}"}
    await room.ask("PATCH", "", {"name": "Taken over"})


async def test_tokens_fill_no_room_past_its_bound(room: Room) -> None:
    """Whoever came in first holds the place; the token that was left over opens none."""
    await room.ask("PATCH", "", {"max_participants": 1})
    ada = await room.join("Ada")
    token = {"Authorization": f"Bearer {ada['token']}"}
    await room.http.post(room.path("leave/"), json={"user_id": ada["user_id"]}, headers=token)
    bob = await room.join("Bob")
    async with room.entered(bob, 1) as inside:
        with in_time():
            async with room.entered(ada, 2) as outside:
                await outside.expect_close(4403)
                # What our client tells a full room by, which no removal is.
                assert outside.close_reason == "the room is full"
        inside.type("alone")
        await inside.until(lambda: inside.acknowledged == 1)
        assert {"event": "removed", "participant": ada["user_id"]} not in inside.events


@pytest.mark.parametrize("guard", ["locked", "password"])
async def test_a_guarded_room_lets_those_inside_work_and_nobody_in(room: Room, guard: str) -> None:
    ada = await room.join("Ada")
    async with room.entered(ada, 1) as inside:
        await room.ask("PATCH", "", {"locked": True} if guard == "locked" else {guard: PASSWORD})
        code = "room-locked" if guard == "locked" else "password-required"
        assert await room.refusal() == (403, code)
        # Nor a client without a token [AD3].
        async with Client.connect(f"{room.socket}/{room.id}") as guest:
            await guest.expect_close(4401)
        inside.type("still here")
        await inside.until(lambda: inside.acknowledged == 1)
    await room.join("Ada", resume_key=ada["resume_key"])
    if guard == "password":
        wrong, right = await asyncio.gather(
            room.refusal(password="a wrong horse"), room.join("Bob", password=PASSWORD)
        )
        assert wrong == (403, "password-wrong")
        assert right["role"] == "editor"
