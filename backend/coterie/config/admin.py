"""The admin's own site, and what the admin of every model here has in common."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest


class CoterieAdminSite(AdminSite):
    site_title = "Coterie"
    site_header = "Coterie"
    index_title = "Rooms and people"


class GrownAdmin(ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """For rows that come from use and cannot be made by hand: a room has its owner's key."""

    # Counting all rows for each page is the slowest query of a large table.
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False


class ReadOnlyAdmin(GrownAdmin):
    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: object = None,  # noqa: ARG002
    ) -> bool:
        return False
