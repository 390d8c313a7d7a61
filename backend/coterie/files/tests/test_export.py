"""GET /api/rooms/{id}/export/"""

import stat
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse

from coterie.files.export import EXPORTS_PER_ROOM
from coterie.files.tests.conftest import MAIN
from coterie.files.tests.node import Node
from coterie.rooms.models import Role
from coterie.rooms.tests import access_table
from coterie.tests.front_door import FrontDoor, json_of, problem_of, room_path

Json = dict[str, Any]


def export(door: FrontDoor, room: Json, bearer: str | None, **headers: str) -> HttpResponse:
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer}"
    return door.get(f"{room_path(room)}export/", **headers)


def unzip(response: HttpResponse) -> dict[str, str]:
    assert response.status_code == 200, response.content
    with zipfile.ZipFile(BytesIO(response.content)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info).decode() for info in archive.infolist()}


def file(path: str, text: str = "x\n", **more: str) -> Json:
    return {"id": path, "path": path, "language": "python", "text": text, **more}


def test_holds_the_files_under_the_rooms_name(door: FrontDoor, node: Node) -> None:
    """[FI1] The first file is named as the editor names it."""
    node.tells([MAIN, file("src/café.py", "naïve = '😀'\n")])
    room = door.create(name="Interview: Grace", language="go")
    response = export(door, room, door.join(room)["token"])
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="Interview_ Grace.zip"'
    assert response["Cache-Control"] == "no-store"
    assert unzip(response) == {
        "Interview_ Grace/main.go": "print('hello')\n",
        "Interview_ Grace/src/café.py": "naïve = '😀'\n",
    }
    assert node.asked == [f"/internal/rooms/{room['id']}/files?epoch={door.join(room)['epoch']}"]


def test_a_name_that_browsers_need_encoded(door: FrontDoor, node: Node) -> None:
    room = door.create(name='Über "uns"\u202e')
    response = export(door, room, room["owner_key"])
    assert response["Content-Disposition"] == ("attachment; filename*=utf-8''%C3%9Cber%20_uns_.zip")
    assert list(unzip(response)) == ["Über _uns_/main.txt"]


def test_unpacks_nowhere_else(door: FrontDoor, node: Node) -> None:
    """[FI2] Traversal, absolute paths, devices, repetitions, links."""
    paths = ["../../../etc/passwd", "/etc/passwd", "C:\\x", "con", "a", "a/b", "A", "..", "x\0y"]
    node.tells([MAIN, *(file(path) for path in paths)])
    room = door.create(name="../../up")
    response = export(door, room, room["owner_key"])
    names = list(unzip(response))
    assert names == [
        f".._.._up/{name}"
        for name in (
            "main.txt",
            "etc/passwd",
            "etc/passwd (2)",
            "C_/x",
            "_con",
            "a",
            "a (2)/b",
            "A (3)",
            "file",
            "x_y",
        )
    ]
    with zipfile.ZipFile(BytesIO(response.content)) as archive:
        for info in archive.infolist():
            assert info.external_attr >> 16 == stat.S_IFREG | 0o644


def test_text_that_no_file_can_hold_is_mended(door: FrontDoor, node: Node) -> None:
    node.tells([file("a.txt", "half \ud83d, nul \0")])
    room = door.create()
    assert list(unzip(export(door, room, room["owner_key"])).values()) == [
        "half \ufffd, nul \ufffd"
    ]


def test_says_what_did_not_fit(door: FrontDoor, node: Node) -> None:
    """[FI3]"""
    node.tells([MAIN], omitted=12)
    room = door.create(name="Big")
    files = unzip(export(door, room, room["owner_key"]))
    assert "12 did not fit" in files["Big/NOT ALL FILES ARE HERE.txt"]


def test_all_that_a_node_tells_fits(door: FrontDoor, node: Node) -> None:
    """[FI3] 33 MiB and 1,000 files at most: no ZIP of ours unpacks to more."""
    text = ("0" * 1_023 + "\n") * (32 << 10)
    node.tells([file(f"f{number}", "x" if number else text) for number in range(1_000)])
    room = door.create(name="Big")
    response = export(door, room, room["owner_key"])
    files = unzip(response)
    assert len(files) == 1_000
    assert len(files["Big/f0"]) == 32 << 20
    assert len(response.content) < 1 << 20


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may(door: FrontDoor, node: Node, role: Role | None) -> None:
    """The table of docs/access.md."""
    room = door.create(link_role="viewer" if role is Role.VIEWER else "editor")
    bearer = {None: None, Role.OWNER: room["owner_key"]}.get(role, door.join(room)["token"])
    response = export(door, room, bearer)
    if access_table.read()["export"][role].may:
        assert response.status_code == 200
    else:
        problem_of(response, 401, "unauthenticated")
        assert node.asked == []


def test_not_with_another_rooms_token(door: FrontDoor, node: Node) -> None:
    room, other = door.create(), door.create()
    problem_of(export(door, room, door.join(other)["token"]), 401, "room-token-invalid")
    problem_of(export(door, room, other["owner_key"]), 401, "owner-key-invalid")
    assert node.asked == []


def test_no_longer_once_deleted(door: FrontDoor, node: Node) -> None:
    room = door.create()
    door.delete(room_path(room), room["owner_key"])
    problem_of(export(door, room, room["owner_key"]), 410, "room-deleted")


@pytest.mark.parametrize(
    ("status", "content"),
    [(503, b"{}"), (200, b"nonsense"), (200, b" " * (35 << 20)), (200, b'{"files": 7}')],
)
def test_a_node_that_cannot(door: FrontDoor, node: Node, status: int, content: bytes) -> None:
    """[FI6] Nor is the child's failure more than a refusal."""
    node.status, node.content = status, content
    room = door.create()
    response = export(door, room, room["owner_key"])
    problem_of(response, 503, "export-unavailable")
    assert response["Retry-After"] == "5"


def test_without_a_node(door: FrontDoor) -> None:
    room = door.create()
    problem_of(export(door, room, room["owner_key"]), 503, "export-unavailable")


def test_may_be_asked_for_by_its_type(door: FrontDoor, node: Node) -> None:
    room = door.create()
    assert export(door, room, room["owner_key"], Accept="application/zip").status_code == 200
    problem_of(export(door, room, None, Accept="application/zip"), 401, "unauthenticated")


def test_not_again_and_again(door: FrontDoor) -> None:
    """Without a node each is refused quickly; it is the asking that counts."""
    room = door.create()
    for _ in range(EXPORTS_PER_ROOM.capacity):
        problem_of(export(door, room, room["owner_key"]), 503, "export-unavailable")
    problem_of(export(door, room, room["owner_key"]), 429, "too-many-exports")
    door.clock.advance(30)
    problem_of(export(door, room, room["owner_key"]), 503, "export-unavailable")


def test_abilities_say_it(door: FrontDoor) -> None:
    room = door.create()
    assert json_of(door.get(room_path(room)))["abilities"]["export"] is False
    assert door.join(room)["room"]["abilities"]["export"] is True
