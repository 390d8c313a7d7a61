"""Answers the frontend's page for every address that the browser's router knows."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

NOT_BUILT = (
    "The frontend is not built. Run `make run`, or `npm run build` in frontend/, "
    "or set COTERIE_FRONTEND_DIST to a folder with an index.html.\n"
)
PAGES = re.compile(r"^(index\.html|room/.+)?$")


@require_safe
def frontend_page(request: HttpRequest, path: str) -> HttpResponse:  # noqa: ARG001
    if path.startswith(("assets/", "static/")):
        # A chunk of an older build: a page in its place would be a riddle to the browser.
        return _text("No such file.\n", status=404)
    if settings.FRONTEND_DIST is None:
        return _text(NOT_BUILT, status=503)
    try:
        page = (settings.FRONTEND_DIST / "index.html").read_bytes()
    except FileNotFoundError:
        return _text(NOT_BUILT, status=503)
    response = HttpResponse(page, status=200 if PAGES.match(path) else 404)
    response["Cache-Control"] = "no-cache"
    return response


def _text(text: str, *, status: int) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
