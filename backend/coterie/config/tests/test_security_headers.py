"""What every answer tells browsers not to do, whoever gives it."""

from typing import Any, cast

import httpx
import pytest
from pytest_django.fixtures import Settings

from coterie.config.asgi import application, django_application
from coterie.config.body_limit import BodyLimit
from coterie.config.forwarded import ForwardedHeaders
from coterie.config.limits import MAX_BODY_BYTES
from coterie.config.production import HSTS_SECONDS
from coterie.config.security_headers import SecurityHeaders
from coterie.tests.front_door import FrontDoor

HEADERS = {
    "content-security-policy": "script-src 'self'",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(self)",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
LARGE = b"x" * (MAX_BODY_BYTES + 1)


def client(url: str = "http://localhost", app: object = application) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(cast("Any", app), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=url)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", {404, 503}),
        ("GET", "/livez", {200}),
        ("GET", "/admin/login/", {200}),
        ("GET", "/admin/", {302}),
        ("GET", "/static/admin/css/base.css", {200}),
        ("GET", "/static/nothing.css", {404}),
        ("GET", "/api/rooms/", {200}),
        ("GET", "/api/rooms/x/", {404}),
        ("GET", "/api/docs/", {200}),
        ("PUT", "/api/rooms/", {405}),
        ("POST", "/livez", {403, 405}),
    ],
)
async def test_is_on_every_answer(method: str, path: str, status: set[int]) -> None:
    async with client() as browser:
        response = await browser.request(method, path)
    assert response.status_code in status
    # Django compares the referrer of forms, which the admin alone has.
    changed = {"referrer-policy": "same-origin"} if path.startswith("/admin/") else {}
    for name, part in {**HEADERS, **changed}.items():
        assert part in response.headers[name], name
    assert len(response.headers.get_list("content-security-policy")) == 1
    assert "strict-transport-security" not in response.headers


async def test_is_on_refusals_that_django_is_not_asked_about() -> None:
    async with client() as browser:
        too_large = await browser.post("/api/rooms/", content=LARGE)
        foreign = await browser.get("/", headers={"Host": "evil.example"})
    assert (too_large.status_code, foreign.status_code) == (413, 400)
    for name in HEADERS:
        assert name in too_large.headers
        assert name in foreign.headers


async def test_a_crash_has_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coterie.config.frontend.PAGES", None)
    monkeypatch.setattr("coterie.config.frontend.NOT_BUILT", None)
    async with client() as browser:
        response = await browser.get("/room/x")
    assert response.status_code == 500
    assert set(HEADERS) <= set(response.headers)


async def test_over_https_browsers_are_told_to_stay_there(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = HSTS_SECONDS
    said = f"max-age={HSTS_SECONDS}"
    for path in ("/static/admin/css/base.css", "/livez", "/api/nowhere/"):
        async with client("https://localhost") as browser:
            response = await browser.get(path)
        assert response.headers.get_list("strict-transport-security") == [said]
        async with client() as browser:
            assert "strict-transport-security" not in (await browser.get(path)).headers


async def test_behind_a_proxy_it_is_the_proxy_who_knows(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = HSTS_SECONDS
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.PROXIES = 1
    app = ForwardedHeaders(SecurityHeaders(BodyLimit(django_application)))
    async with client(app=app) as browser:
        secure = await browser.post(
            "/api/rooms/", content=LARGE, headers={"X-Forwarded-Proto": "https"}
        )
        plain = await browser.post("/api/rooms/", content=LARGE)
    assert "strict-transport-security" in secure.headers
    assert "strict-transport-security" not in plain.headers


def test_django_on_its_own_has_most_of_them(door: FrontDoor) -> None:
    """Without ASGI."""
    response = door.get("/livez")
    assert set(HEADERS) <= {name.lower() for name in response.headers}
