"""The list of participants, and putting some of them out."""

from typing import Any

from coterie.console.tests.conftest import Console
from coterie.rooms.models import RoomUser
from coterie.tests.front_door import Committed, problem_of, room_path

PEOPLE = "rooms/roomuser"


def test_says_who_is_there(console: Console) -> None:
    room = console.create(name="Katas")
    ada, bob = console.join(room, "Ada"), console.join(room, "Bob")
    console.heartbeat({room["id"]: {"c1": ada["user_id"]}})
    console.post(f"{room_path(room)}leave/", {"user_id": bob["user_id"]}, bob["token"])
    for query, here, away in (("here", "Ada", "Bob"), ("left", "Bob", "Ada")):
        page = console.text(f"{PEOPLE}/?presence={query}")
        assert f">{here}</bdi>" in page
        assert f">{away}</bdi>" not in page
    assert ">Ada</bdi>" in console.text(f"{PEOPLE}/?q={room['id']}")


def test_removes_but_for_owners(console: Console, committed: Committed) -> None:
    room = console.create()
    owner = console.join(room, "Olga", bearer=room["owner_key"])
    eve, ada = console.join(room, "Eve"), console.join(room, "Ada")
    ids = [owner["user_id"], eve["user_id"]]

    def act() -> Any:
        return console.act("remove", *ids, models=PEOPLE)

    assert committed(act) == 1
    assert console.users(room) == ["Ada", "Olga"]
    listed = {"c1": eve["user_id"], "c2": ada["user_id"]}
    answer = console.heartbeat({room["id"]: listed})[room["id"]]
    assert answer["removed"] == [eve["user_id"]]
    again = {"username": "Eve", "resume_key": eve["resume_key"]}
    problem_of(console.post(f"{room_path(room)}join/", again), 403, "removed")


def test_asks_first(console: Console) -> None:
    room = console.create()
    eve = console.join(room, "Eve")
    page = console.act("remove", eve["user_id"], models=PEOPLE, confirmed=False).content.decode()
    assert "Remove 1 person" in page
    assert console.users(room) == ["Eve"]


def test_roles_are_not_the_operators_to_give(console: Console) -> None:
    """An edit here would reach no socket: owners give roles by a call that does."""
    eve = console.join(console.create(link_role="viewer"), "Eve")
    path = f"{PEOPLE}/{eve['user_id']}/change/"
    assert 'name="role"' not in console.text(path)
    assert console.form(path, role="owner", username="Eve").status_code == 403
    assert RoomUser.objects.get().role == "viewer"


def test_an_onlooker_removes_nobody(console: Console, onlooker: Console) -> None:
    room = console.create()
    eve = console.join(room, "Eve")
    onlooker.act("remove", eve["user_id"], models=PEOPLE)
    assert console.users(room) == ["Eve"]
