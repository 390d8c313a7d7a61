"""Presence under threads, on whatever database DATABASE_URL names."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from coterie.analytics.models import SessionAnalytics
from coterie.presence.models import Lease
from coterie.rooms.models import Room, RoomUser
from coterie.tests.at_once import at_once
from coterie.tests.front_door import Clock, FrontDoor, json_of, room_path

pytestmark = pytest.mark.django_db(transaction=True)

CAP = 20
PEOPLE = 24


def enter(door: FrontDoor, room: dict[str, Any], name: str, **more: object) -> dict[str, Any]:
    """What join answered: somebody who is in, or a refusal."""
    response = door.post(f"{room_path(room)}join/", {"username": name, **more})
    return json_of(response, response.status_code)


def leave(door: FrontDoor, room: dict[str, Any], joined: dict[str, Any]) -> None:
    body = {"user_id": joined["user_id"]}
    json_of(door.post(f"{room_path(room)}leave/", body, joined["token"]))


def test_never_more_than_fit_whoever_comes_and_goes(clock: Clock) -> None:
    """24 people who join, are heard of by nodes of their own, leave and come back."""
    room = FrontDoor(clock).create(max_participants=CAP)

    def come_and_go(number: int) -> list[int]:
        door = FrontDoor(clock)
        seen: list[int] = []
        known: dict[str, object] = {}
        for sequence in (1, 2):
            answer = enter(door, room, f"p{number}", **known)
            if "user_id" not in answer:
                assert answer["code"] == "room-full"
                continue
            known = {"resume_key": answer["resume_key"]}
            # Counted under the room's lock, so it is what was true at that moment.
            seen.append(len(answer["users"]))
            listed = {room["id"]: {f"c{sequence}": answer["user_id"]}}
            state = door.heartbeat(listed, node=f"n{number}", sequence=sequence)[room["id"]]
            assert (state["crowded"], state["removed"]) == ([], [])
            if number % 2:
                leave(door, room, answer)
        return seen

    counts = at_once(*(partial(come_and_go, number) for number in range(PEOPLE)))

    most = max(max(seen, default=0) for seen in counts)
    assert most <= CAP
    live = Lease.objects.filter(expires_at__gt=clock.now())
    assert live.values("participant").distinct().count() <= CAP
    assert most <= SessionAnalytics.objects.get().peak_users <= CAP


def test_tokens_used_at_once_on_many_nodes_open_no_more_places(clock: Clock) -> None:
    """[HB10]"""
    door = FrontDoor(clock)
    room = door.create(max_participants=CAP)
    people = []
    for number in range(PEOPLE):
        people.append(enter(door, room, f"p{number}"))
        leave(door, room, people[-1])

    def connect(number: int) -> int:
        listed = {room["id"]: {"c1": people[number]["user_id"]}}
        state = FrontDoor(clock).heartbeat(listed, node=f"n{number}")[room["id"]]
        return len(state["crowded"])

    turned_away = sum(at_once(*(partial(connect, number) for number in range(PEOPLE))))
    assert turned_away == PEOPLE - CAP
    assert len(door.users(room)) == CAP


def test_no_edit_is_lost_or_counted_twice(clock: Clock) -> None:
    """[HB3] 12 nodes report twice of three rooms; each report is sent twice at once."""
    door = FrontDoor(clock)
    rooms = [door.create()["id"] for _ in range(3)]
    nodes, reports = 12, 2
    for sequence in range(1, reports + 1):

        def beat(node: int, sequence: int = sequence) -> None:
            edits = dict.fromkeys(rooms, 1)
            FrontDoor(clock).heartbeat(
                {room: {} for room in rooms}, node=f"n{node}", sequence=sequence, edits=edits
            )

        at_once(*(partial(beat, number // 2) for number in range(2 * nodes)))
    counted = SessionAnalytics.objects.values_list("total_edits", flat=True)
    assert list(counted) == [nodes * reports] * len(rooms)


def test_the_same_heartbeat_at_once_changes_nothing_more(clock: Clock) -> None:
    """[HB3]"""
    door = FrontDoor(clock)
    room = door.create()
    people = {f"c{number}": enter(door, room, f"p{number}")["user_id"] for number in range(5)}

    def beat() -> object:
        return FrontDoor(clock).heartbeat({room["id"]: people}, edits={room["id"]: 7})

    answers = at_once(*[beat] * 8)
    assert all(answer == answers[0] for answer in answers)
    assert sorted(Lease.objects.values_list("connection_id", flat=True)) == sorted(people)
    counted = SessionAnalytics.objects.get()
    assert (counted.total_edits, counted.peak_users) == (7, 5)


def test_a_late_leave_cannot_remove_a_rejoin(clock: Clock) -> None:
    """[HB6] Whichever of both comes first."""
    door = FrontDoor(clock)
    room = door.create(max_participants=PEOPLE)
    people = [enter(door, room, f"p{number}") for number in range(PEOPLE // 2)]

    def calls(joined: dict[str, Any]) -> tuple[Callable[[], object], Callable[[], object]]:
        resumed = {"resume_key": joined["resume_key"]}
        return (
            lambda: leave(FrontDoor(clock), room, joined),
            lambda: enter(FrontDoor(clock), room, joined["username"], **resumed)["user_id"],
        )

    at_once(*(call for joined in people for call in calls(joined)))
    assert len(door.users(room)) == len(people)
    assert not RoomUser.objects.exclude(left_at=None).exists()


def test_who_is_removed_while_heartbeats_come_stays_out(clock: Clock) -> None:
    """[HB2]"""
    door = FrontDoor(clock)
    room = door.create()
    people = {f"c{number}": enter(door, room, f"p{number}")["user_id"] for number in range(8)}
    gone = list(people.values())[:4]

    def beat(number: int) -> object:
        listed = {room["id"]: people}
        return FrontDoor(clock).heartbeat(listed, node=f"n{number}")

    def remove(user: str) -> object:
        path = f"{room_path(room)}users/{user}/"
        return json_of(FrontDoor(clock).delete(path, room["owner_key"]))

    at_once(
        *(partial(beat, number) for number in range(8)), *(partial(remove, user) for user in gone)
    )
    present = Lease.objects.values_list("participant", flat=True).distinct()
    assert {str(user) for user in present} == set(people.values()) - set(gone)
    assert Room.objects.get().link_closed
    removed = RoomUser.objects.exclude(removed_at=None).values_list("pk", flat=True)
    assert {str(user) for user in removed} == set(gone)
