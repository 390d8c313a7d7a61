"""The operator's pages: they open for operators alone, and under a policy that runs nothing."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.test import Client

from coterie.ai.models import AiUsage
from coterie.console.tests.conftest import Console
from coterie.presence.models import RealtimeNode
from coterie.rooms.models import InviteLink, Room, RoomUser
from coterie.tests.front_door import FrontDoor

LISTS = (
    "rooms/room",
    "rooms/roomuser",
    "analytics/sessionanalytics",
    "ai/aiusage",
    "presence/realtimenode",
)
HOSTILE = "<script>alert(1)</script>\"' onload=x &amp; {{7*7}}"


class Inline(HTMLParser):
    """Finds code and dress that is no file of ours, as a browser would read the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        for name, value in attrs:
            if name == "style" or name.startswith("on") or "javascript:" in (value or ""):
                self.found.append(f"{tag} {name}={value}")


@pytest.fixture
def furnished(console: Console) -> Console:
    """A room of a nasty name with somebody of such a name, a link, usage and a snapshot."""
    room = console.create(name=HOSTILE, language="python")
    ada = console.join(room, HOSTILE[:50])
    console.heartbeat({room["id"]: {"c1": ada["user_id"]}}, edits={room["id"]: 3})
    link = {"role": "viewer", "label": HOSTILE[:50]}
    console.post(f"/api/rooms/{room['id']}/links/", link, room["owner_key"])
    day = console.clock.now().date()
    AiUsage.objects.create(room_id=room["id"], day=day, engine="<b>", suggestions=3)
    Room.objects.update(last_code_snapshot="</pre><script>alert(2)</script>")
    return console


def details() -> list[str]:
    room, user, node = Room.objects.get(), RoomUser.objects.get(), RealtimeNode.objects.get()
    return [
        f"rooms/room/{room.pk}/change/",
        f"rooms/room/{room.pk}/history/",
        f"rooms/roomuser/{user.pk}/change/",
        f"analytics/sessionanalytics/{room.pk}/change/",
        f"ai/aiusage/{AiUsage.objects.get().pk}/change/",
        f"presence/realtimenode/{node.pk}/change/",
    ]


def test_strangers_names_are_text_everywhere(furnished: Console) -> None:
    confirming = furnished.act("close", str(Room.objects.get().pk), confirmed=False)
    pages = [
        *(furnished.text(f"{path}/") for path in LISTS),
        *(furnished.text(path) for path in details()),
        furnished.text(""),
        confirming.content.decode(),
    ]
    for page in pages:
        assert "<script>alert" not in page
        assert Inline(page).found == []
    assert "&lt;script&gt;alert(1)" in "".join(pages)


@pytest.mark.parametrize("path", ["", "login/", "password_change/", "auth/user/add/", "nowhere/"])
def test_the_policy_allows_nothing_inline(console: Console, path: str) -> None:
    answer = (Console(console.clock) if path == "login/" else console).get(f"/admin/{path}")
    policy = answer["Content-Security-Policy"]
    if path == "nowhere/":
        # Not the admin's to answer.
        assert answer.status_code == 404
        return
    assert "default-src 'none'" in policy
    for word in ("unsafe-inline", "unsafe-eval", "*", "blob:"):
        assert word not in policy
    for directive in ("script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"):
        assert directive in policy.split("; ")
    # Without one, browsers send the form with `Origin: null`.
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", LISTS)
def test_nothing_is_made_by_hand(console: Console, path: str) -> None:
    assert console.get(f"/admin/{path}/add/").status_code == 403
    assert "Add" not in re.sub(r"(?s)<nav.*?</nav>", "", console.text(f"{path}/"))


def test_what_use_has_made_is_not_edited(furnished: Console) -> None:
    for path in details():
        if path.startswith("rooms/room/") or not path.endswith("/change/"):
            continue
        assert 'name="_save"' not in furnished.text(path)
        assert furnished.form(path, role="owner", node="x", engine="x").status_code == 403
    for path in details():
        delete = path.replace("/change/", "/delete/").replace("/history/", "/delete/")
        assert furnished.get(f"/admin/{delete}").status_code == 403


def test_secrets_are_not_shown(furnished: Console) -> None:
    room, user, link = Room.objects.get(), RoomUser.objects.get(), InviteLink.objects.get()
    for path in details():
        page = furnished.text(path)
        for secret in (room.owner_key_hash, user.resume_key_hash, link.key_hash, user.join_id):
            assert secret not in page


@pytest.mark.parametrize("query", ["abc", "%", "\0", "'; DROP", "00000000-0000-4000-8000-0", "🙂"])
@pytest.mark.parametrize("path", LISTS[:4])
def test_whatever_is_searched_for(furnished: Console, path: str, query: str) -> None:
    answer = furnished.client.get(f"/admin/{path}/", {"q": query})
    assert answer.status_code in (200, 302)


def test_only_for_operators(door: FrontDoor) -> None:
    room = door.create()
    for path in ("", "rooms/room/", f"rooms/room/{room['id']}/change/", "jsi18n/"):
        assert door.get(f"/admin/{path}")["Location"].startswith("/admin/login/")
    door.client.force_login(User.objects.create_user("guest"))
    assert door.get("/admin/rooms/room/")["Location"].startswith("/admin/login/")


def test_a_form_needs_its_token(console: Console) -> None:
    """CSRF: another site's form, with the operator's cookie."""
    room = console.create()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = console.client.cookies
    fields = {"action": "close", "_selected_action": room["id"], "index": 0, "confirmed": "yes"}
    assert client.post("/admin/rooms/room/", fields).status_code == 403
    assert Room.objects.get().is_active
