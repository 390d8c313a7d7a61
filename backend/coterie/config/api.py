"""What REST views share: bounded bodies, and bearers that each view judges for itself."""

from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from coterie.config.errors import NotFound, TooLarge
from coterie.config.limits import MAX_BODY_BYTES


class VersionOneRenderer(JSONRenderer):
    """For callers who want this version or none: another one will have another name."""

    media_type = "application/vnd.coterie.v1+json"
    format = "v1"


class ApiView(APIView):
    authentication_classes = ()
    permission_classes = ()
    renderer_classes: tuple[type[BaseRenderer], ...] = (JSONRenderer, VersionOneRenderer)
    max_body_bytes = MAX_BODY_BYTES

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > self.max_body_bytes:
            raise TooLarge(f"The body of this call may hold {self.max_body_bytes} bytes.")
        super().initial(request, *args, **kwargs)


def bearer_of(request: Request) -> str | None:
    """An owner key or a room token, as yet unchecked."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else None


class UnknownCallView(ApiView):
    """Every /api/ address that nothing else answers, whatever the method."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:  # noqa: ARG002
        raise NotFound
