"""The one error shape: RFC 9457 problem details, whoever noticed the error."""

from collections.abc import Mapping
from http import HTTPStatus
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response

from coterie.config.errors import CoterieError, Invalid, NotFound, Unauthenticated

CONTENT_TYPE = "application/problem+json"


def problem(
    status: int, code: str, detail: str, errors: Mapping[str, list[str]] | None = None
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": f"urn:coterie:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
    }
    return body if errors is None else {**body, "errors": errors}


def problem_of(error: CoterieError) -> dict[str, Any]:
    errors = error.errors if isinstance(error, Invalid) else None
    return problem(error.status, error.code, error.detail, errors)


def problem_response(body: Mapping[str, Any]) -> JsonResponse:
    """For what fails outside of a REST view."""
    return JsonResponse(body, status=body["status"], content_type=CONTENT_TYPE)


def exception_handler(error: Exception, _context: Mapping[str, Any]) -> Response | None:
    """What REST framework asks; None leaves the error to Django, which logs it."""
    headers: dict[str, str] = {}
    if isinstance(error, Http404):
        error = NotFound()
    if isinstance(error, exceptions.ValidationError):
        error = Invalid(_flat(error.detail))
    if isinstance(error, CoterieError):
        body = problem_of(error)
        if isinstance(error, Unauthenticated):
            headers["WWW-Authenticate"] = error.challenge
        if error.retry_after is not None:
            headers["Retry-After"] = str(ceil(error.retry_after))
    elif isinstance(error, exceptions.APIException):
        code = str(error.default_code).replace("_", "-")
        body = problem(error.status_code, code, str(error.detail))
        if isinstance(error, exceptions.ParseError):
            body["errors"] = {"body": [str(error.detail)]}
    else:
        return None
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def _flat(detail: Any, path: str = "") -> dict[str, list[str]]:  # noqa: ANN401
    """Nested field errors as dotted paths, so that `errors` has one shape."""
    if isinstance(detail, Mapping):
        found: dict[str, list[str]] = {}
        for name, inner in detail.items():
            found |= _flat(inner, f"{path}.{name}" if path else str(name))
        return found
    return {path or "body": [str(message) for message in detail]}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(request, problem(400, "bad-request", "The request cannot be understood."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(request, problem(403, "forbidden", "This is not allowed."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(request, problem_of(NotFound()))


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, problem_of(CoterieError()))


def _page(request: HttpRequest, body: dict[str, Any]) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem_response(body)
    text = f"{body['status']} {body['title']}: {body['detail']}\n"
    return HttpResponse(text, status=body["status"], content_type="text/plain; charset=utf-8")
