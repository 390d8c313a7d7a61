"""Answers that a caller has already are said to be unchanged, instead of sent again."""

import hashlib

from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response


def if_changed(request: Request, response: Response) -> Response:
    """The answer with its ETag, or 304 if `If-None-Match` has that."""
    # Weak: compressed or not, it says the same.
    digest = hashlib.sha256(JSONRenderer().render(response.data)).hexdigest()
    response["ETag"] = f'W/"{digest[:32]}"'
    # A browser asks every time, and keeps it for itself: who may do what depends on the bearer.
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept", "Authorization"])
    answer = get_conditional_response(request._request, etag=response["ETag"], response=response)
    if answer is response:
        return response
    unchanged = Response(status=304)
    for name in ("ETag", "Cache-Control", "Vary"):
        unchanged[name] = response[name]
    return unchanged
