"""The admin's own site: a dashboard for its first page, and a policy stricter than the editor's."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from coterie.config import clock
from coterie.console.dashboard import dashboard_context

# Names of strangers are shown here: nothing inline runs or dresses anything, not even a style.
POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "object-src": [NONE],
    "frame-ancestors": [NONE],
    "worker-src": None,
    "media-src": None,
}
# Without a referrer browsers send forms with `Origin: null`, which Django refuses: nobody
# could log in. Other sites learn no more than from the rest of the product.
REFERRER_POLICY = "same-origin"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def _guarded(view: View) -> View:
    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        response = view(*args, **kwargs)
        response.headers["Referrer-Policy"] = REFERRER_POLICY
        return response

    return cast("View", csp_replace(POLICY)(answered))


class ConsoleSite(AdminSite):
    site_title = "Coterie"
    site_header = "Coterie"
    index_title = "Overview"
    index_template = "console/dashboard.html"
    site_url = "/"

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        return _guarded(super().admin_view(view, cacheable))

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return _guarded(super().login)(request, extra_context)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        context = dashboard_context(now=clock.now())
        return super().index(request, {**context, **(extra_context or {})})
