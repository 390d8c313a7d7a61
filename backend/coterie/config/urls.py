"""Every address of the backend; what is not the API's is the frontend's."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from coterie.config.api import UnknownCallView
from coterie.config.frontend import frontend_page
from coterie.config.probes import livez, readyz

urlpatterns = [
    path("livez", livez),
    path("readyz", readyz),
    path("", include("coterie.metrics.urls")),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", admin.site.urls),
    path("api/", include("coterie.rooms.urls")),
    path("api/", include("coterie.presence.urls")),
    path("api/", include("coterie.analytics.urls")),
    path("api/", include("coterie.files.urls")),
    path("api/ai/", include("coterie.ai.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    # Its script has an address of its own, so the page needs no looser policy than others.
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema")),
    re_path(r"^api(/.*)?$", UnknownCallView.as_view()),
    re_path(r"^(?P<path>.*)$", frontend_page),
]

handler400 = "coterie.config.problems.bad_request"
handler403 = "coterie.config.problems.forbidden"
handler404 = "coterie.config.problems.not_found"
handler500 = "coterie.config.problems.server_error"
