"""The attacker's name is markup, or turns text around, or is not there at all."""

import pytest
from django.contrib.auth.models import User

from coterie.rooms.tests.hostile_names import HOSTILE
from coterie.tests.front_door import FrontDoor, json_of, room_path

MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "{{7*7}}{% debug %}",
    "'; DROP TABLE rooms_room; --",
    "</title><script>alert(1)</script>",
]


@pytest.mark.parametrize("name", [*MARKUP, *HOSTILE])
def test_the_api_says_it_as_inert_text(door: FrontDoor, name: str) -> None:
    """JSON, never HTML: a browser that is sent there by a link runs nothing."""
    room = door.create(name=f"x{name}", visibility="public")
    ada = door.join(room, f"y{name}")
    links = f"{room_path(room)}links/"
    json_of(door.post(links, {"role": "viewer", "label": f"z{name}"[:50]}, room["owner_key"]), 201)
    headers = {"Authorization": f"Bearer {room['owner_key']}", "Accept": "text/html,*/*"}
    for path in ("/api/rooms/", room_path(room), f"{room_path(room)}users/", links):
        answer = door.get(path, **headers)
        assert answer["Content-Type"] == "application/json"
        assert answer["X-Content-Type-Options"] == "nosniff"
        text = answer.content.decode()
        for invisible in ("\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\x00"):
            assert invisible not in text
    assert json_of(door.get(room_path(room)))["name"].startswith("x")
    assert ada["username"].startswith("y")


@pytest.mark.parametrize("name", MARKUP)
def test_the_admin_shows_it_as_text(door: FrontDoor, name: str) -> None:
    room = door.create(name=name)
    ada = door.join(room, name)
    door.client.force_login(User.objects.create_superuser("operator"))
    for path in (
        "/admin/rooms/room/",
        f"/admin/rooms/room/?q={room['id']}",
        f"/admin/rooms/room/{room['id']}/change/",
        "/admin/rooms/roomuser/",
        f"/admin/rooms/roomuser/{ada['user_id']}/change/",
        "/admin/analytics/sessionanalytics/",
    ):
        page = door.get(path)
        assert page.status_code == 200, path
        text = page.content.decode()
        for markup in ("<script>alert", "<img src=x", "<svg onload", 'href="javascript:'):
            assert markup not in text, (path, markup)
        if name.startswith("{{"):
            assert "{{7*7}}" in text or path.endswith("sessionanalytics/")
        policy = page["Content-Security-Policy"]
        assert "unsafe-eval" not in policy
        assert "script-src 'self'" in policy or "default-src 'self'" in policy
