"""GET /api/rooms/"""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from coterie.rooms.abilities import abilities_of
from coterie.rooms.models import Room
from coterie.tests.front_door import FrontDoor, json_of, problem_of, room_path

PATH = "/api/rooms/"


def names(door: FrontDoor, path: str = PATH) -> list[str]:
    return [room["name"] for room in json_of(door.get(path))["results"]]


def test_lists_public_rooms_newest_activity_first(door: FrontDoor) -> None:
    first = door.create(name="first", visibility="public")
    door.create(name="hidden")
    door.clock.advance(1)
    door.create(name="second", visibility="public")
    assert names(door) == ["second", "first"]
    door.clock.advance(1)
    door.join(first)
    assert names(door) == ["first", "second"]


def test_shows_how_many_are_there_and_nobodys_abilities(door: FrontDoor) -> None:
    room = door.create(visibility="public")
    door.join(room, "Ada")
    door.join(room, "Bob")
    [listed] = json_of(door.get(PATH))["results"]
    assert listed["participant_count"] == 2
    assert listed["closing_at"] is None
    assert listed["abilities"] == abilities_of(None, Room())
    assert "owner_key" not in listed


def test_leaves_out_deleted_rooms_and_those_made_private(door: FrontDoor) -> None:
    gone = door.create(visibility="public")
    private = door.create(visibility="public")
    door.delete(room_path(gone), gone["owner_key"])
    door.patch(room_path(private), {"visibility": "unlisted"}, private["owner_key"])
    assert json_of(door.get(PATH)) == {"count": 0, "next": None, "previous": None, "results": []}


def test_gives_20_a_page(door: FrontDoor) -> None:
    for number in range(21):
        door.create(name=f"room {number}", visibility="public")
        door.clock.advance(1)
    page = json_of(door.get(PATH))
    assert (page["count"], len(page["results"]), page["previous"]) == (21, 20, None)
    assert page["next"] == "http://testserver/api/rooms/?page=2"
    assert names(door, page["next"]) == ["room 0"]


def test_asks_as_often_for_twenty_rooms_as_for_one(door: FrontDoor) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            door.get(PATH)
        return len(captured)

    door.join(door.create(visibility="public"))
    one = queries()
    for _ in range(10):
        door.join(door.create(visibility="public"))
    assert queries() == one


def test_an_unknown_page_is_404(door: FrontDoor) -> None:
    for page in ("2", "0", "-1", "x", "%00", "9" * 5000):
        problem_of(door.get(f"{PATH}?page={page}"), 404, "not-found")


def test_shows_rooms_of_one_language_page_by_page(door: FrontDoor) -> None:
    for number in range(21):
        door.create(name=f"p{number}", language="python", visibility="public")
    door.create(name="other", language="go", visibility="public")
    door.create(name="hidden", language="go")
    assert names(door, f"{PATH}?language=go") == ["other"]
    assert names(door, f"{PATH}?language=cobol") == []
    first = json_of(door.get(f"{PATH}?language=python"))
    assert (first["count"], len(first["results"])) == (21, 20)
    assert len(names(door, first["next"])) == 1
    for bad in ("", "%00", "Py%20thon", "x" * 33):
        refused = problem_of(door.get(f"{PATH}?language={bad}"), 400, "invalid")
        assert list(refused["errors"]) == ["language"]
