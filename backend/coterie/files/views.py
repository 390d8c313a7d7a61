"""The view of exports."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from coterie.config.api import bearer_of
from coterie.config.async_api import AsyncApiView
from coterie.config.openapi import OWNER_KEY, ROOM_TOKEN
from coterie.config.operations import operation
from coterie.files.errors import ExportUnavailable, TooManyExports
from coterie.files.export import room_export
from coterie.rooms.refusals import MEMBER_PROBLEMS

ZIP = "application/zip"
DESCRIPTION = """\
Text in UTF-8 in one folder that has the room's name. Paths are made safe to unpack anywhere: none
is absolute, leads out of the folder, repeats, or is a device's name. At most 1,000 files and
33 MiB; a file in the archive says how many did not fit.
"""


class ZipRenderer(JSONRenderer):
    """Lets callers ask for a ZIP by name; refusals are JSON problems as ever."""

    media_type = ZIP
    format = "zip"


class RoomExportView(AsyncApiView):
    renderer_classes = (JSONRenderer, ZipRenderer)

    @operation(
        "room_export",
        "A ZIP of a room's files",
        description=DESCRIPTION,
        answer=OpenApiResponse(OpenApiTypes.BINARY),
        media_type=ZIP,
        auth=[OWNER_KEY, ROOM_TOKEN],
        problems=(*MEMBER_PROBLEMS, TooManyExports, ExportUnavailable),
    )
    async def get(self, request: Request, room_id: str) -> HttpResponseBase:
        export = await room_export(room_id=room_id, bearer=bearer_of(request))
        disposition = content_disposition_header(as_attachment=True, filename=export.file_name)
        headers = {"Content-Disposition": str(disposition), "Cache-Control": "no-store"}
        return HttpResponse(export.content, content_type=ZIP, headers=headers)
