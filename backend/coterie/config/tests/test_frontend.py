"""The built frontend and the ASGI applications, as a browser meets them."""

import gzip
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from pytest_django.fixtures import Settings

from coterie.config.asgi import django_application
from coterie.config.body_limit import BodyLimit
from coterie.config.limits import MAX_HEARTBEAT_BYTES
from coterie.config.security_policy import content_security_policy
from coterie.config.static import static_files
from coterie.tests.front_door import FrontDoor

PERMISSIONS = (
    "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), "
    "picture-in-picture=(self), geolocation=(), payment=(), usb=()"
)
PAGE = "<!doctype html><title>Coterie</title>"
SCRIPT = "console.log('Coterie')\n" * 50


@pytest.fixture
def dist(tmp_path: Path, settings: Settings) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "favicon.svg").write_text("<svg/>")
    script = tmp_path / "assets" / "index-4fKx_9aB.js"
    script.write_text(SCRIPT)
    script.with_name(script.name + ".gz").write_bytes(gzip.compress(SCRIPT.encode()))
    settings.FRONTEND_DIST = tmp_path
    return tmp_path


@pytest.fixture
def browser(dist: Path) -> Callable[[], httpx.AsyncClient]:
    def open_browser() -> httpx.AsyncClient:
        application = static_files(BodyLimit(django_application))
        transport = httpx.ASGITransport(cast("Any", application))
        return httpx.AsyncClient(transport=transport, base_url="http://localhost")

    return open_browser


Browser = Callable[[], httpx.AsyncClient]


@pytest.mark.parametrize("path", ["/", "/index.html", "/room/0b7f3f52", "/room/x/analytics"])
async def test_pages_are_never_cached(browser: Browser, path: str) -> None:
    async with browser() as client:
        response = await client.get(path)
    assert (response.status_code, response.text) == (200, PAGE)
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["Content-Type"].startswith("text/html")


async def test_an_unknown_page_is_the_frontends_404(browser: Browser) -> None:
    async with browser() as client:
        response = await client.get("/nowhere")
    assert (response.status_code, response.text) == (404, PAGE)


async def test_hashed_files_are_cached_for_ever_and_sent_compressed(browser: Browser) -> None:
    async with browser() as client:
        response = await client.get("/assets/index-4fKx_9aB.js")
    assert response.text == SCRIPT
    assert response.headers["Content-Encoding"] == "gzip"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in response.headers


async def test_other_files_are_not_for_ever(browser: Browser) -> None:
    async with browser() as client:
        response = await client.get("/favicon.svg")
        admin = await client.get("/static/admin/css/base.css")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" not in response.headers["Cache-Control"]
    assert admin.status_code == 200


@pytest.mark.parametrize(
    "path", ["/assets/gone.js", "/assets/..%2Findex.html", "/assets/../../etc/passwd", "/static/x"]
)
async def test_a_missing_file_is_no_page(browser: Browser, path: str) -> None:
    async with browser() as client:
        response = await client.get(path)
    assert response.status_code == 404
    assert "root:" not in response.text


async def test_the_policy_of_pages(browser: Browser) -> None:
    async with browser() as client:
        headers = (await client.get("/")).headers
    policy = headers["Content-Security-Policy"]
    for part in (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "worker-src 'self' blob:",
        "media-src 'self' blob:",
        "frame-ancestors 'none'",
    ):
        assert part in policy.split("; ")
    assert "unsafe-eval" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/room/x", 200),
        ("/nowhere", 404),
        ("/assets/index-4fKx_9aB.js", 200),
        ("/assets/gone.js", 404),
        ("/favicon.svg", 200),
        ("/static/admin/css/base.css", 200),
        ("/livez", 200),
        ("/admin", 302),
        ("/api/rooms/x/", 404),
        ("/api/nowhere/", 404),
    ],
)
async def test_no_answer_lets_others_use_devices(browser: Browser, path: str, status: int) -> None:
    async with browser() as client:
        response = await client.get(path)
    assert response.status_code == status
    assert response.headers["Permissions-Policy"] == PERMISSIONS


async def test_nor_does_the_refusal_of_a_foreign_host(browser: Browser) -> None:
    async with browser() as client:
        response = await client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert response.headers["Permissions-Policy"] == PERMISSIONS


def test_django_on_its_own_sets_it_too(door: FrontDoor) -> None:
    """Without ASGI."""
    assert door.get("/livez")["Permissions-Policy"] == PERMISSIONS


async def test_pages_are_only_read(browser: Browser) -> None:
    async with browser() as client:
        assert (await client.post("/room/x")).status_code in (403, 405)
        assert (await client.head("/")).status_code == 200


def test_without_a_build_says_what_to_do(door: FrontDoor, settings: Settings) -> None:
    settings.FRONTEND_DIST = None
    response = door.get("/")
    assert response.status_code == 503
    assert b"npm run build" in response.content


def test_a_realtime_address_elsewhere_may_be_connected_to() -> None:
    assert content_security_policy("/ws")["connect-src"] == ["'self'"]
    elsewhere = content_security_policy("wss://rt.example.org/ws")["connect-src"]
    assert elsewhere == ["'self'", "wss://rt.example.org"]


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_past_all_bounds_is_not_read(declared: bool, browser: Browser) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(MAX_HEARTBEAT_BYTES // 1024 + 1):
            yield b" " * 1024

    body = b" " * (MAX_HEARTBEAT_BYTES + 1) if declared else chunks()
    async with browser() as client:
        response = await client.post("/api/realtime/heartbeat/", content=body)
    assert response.status_code == 413
    assert response.json()["code"] == "body-too-large"
    assert response.headers["Permissions-Policy"] == PERMISSIONS
    assert response.headers["Content-Type"] == "application/problem+json"
