"""Serves the built frontend's files and the admin's, before Django is asked."""

import re
from typing import TYPE_CHECKING
from wsgiref.headers import Headers

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from servestatic import ServeStaticASGI

from coterie.config.permissions import HEADER, PERMISSIONS_POLICY
from coterie.config.security_policy import policy_header

if TYPE_CHECKING:
    from asgiref.typing import ASGI3Application

# Vite puts a hash of the content into the name of everything in this folder.
HASHED_FILE = re.compile(r"^/assets/")
# The rest (favicon, manifest) keeps its name when it changes.
MAX_AGE_SECONDS = 3600


def static_files(application: "ASGI3Application") -> "ASGI3Application":
    files = ServeStaticASGI(
        application,
        max_age=MAX_AGE_SECONDS,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: bool(HASHED_FILE.match(url)),
        add_headers_function=_add_headers,
    )
    for storage in AppDirectoriesFinder().storages.values():
        files.add_files(storage.location, prefix=settings.STATIC_URL)
    if settings.FRONTEND_DIST is not None:
        files.add_files(settings.FRONTEND_DIST)
        # The page itself is a view's: it must never be cached.
        files.files.pop("/index.html", None)
    served: ASGI3Application = files
    return served


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    # A worker obeys the policy of its own script's answer, not that of the page.
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    headers["Content-Security-Policy"] = policy_header(policy)
    headers["X-Content-Type-Options"] = "nosniff"
    headers[HEADER] = PERMISSIONS_POLICY
