"""Settings of the OpenAPI document and of the page that shows it."""

from typing import Any

from coterie.config.ai import AiEngine
from coterie.config.ice import IceTransport

DESCRIPTION = """\
Rooms for code. Owner calls carry `Authorization: Bearer <owner key>`, participants' calls
`Authorization: Bearer <room token>`, realtime nodes' calls a signature (docs/protocol.md §7).
Whoever wants version 1 or none asks for it: `Accept: application/vnd.coterie.v1+json`.
Every refusal is `application/problem+json` (RFC 9457); `code` is stable, `detail` is for people.
"""

OWNER_KEY: Any = {"ownerKey": []}
ROOM_TOKEN: Any = {"roomToken": []}
SIGNATURE: Any = {"serviceSignature": []}
NOBODY: Any = {}


def openapi_settings() -> dict[str, Any]:
    return {
        "TITLE": "Coterie",
        "DESCRIPTION": DESCRIPTION,
        "VERSION": "1",
        "SERVE_INCLUDE_SCHEMA": False,
        "SERVE_AUTHENTICATION": [],
        "SERVE_PERMISSIONS": [],
        "COMPONENT_SPLIT_PATCH": False,
        "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
        "ENUM_NAME_OVERRIDES": {
            "Role": "coterie.rooms.models.Role",
            "LinkRole": "coterie.rooms.models.LinkRole",
            "Visibility": "coterie.rooms.models.Visibility",
            "AiMode": "coterie.rooms.models.AiMode",
            "AiEngine": [str(engine) for engine in AiEngine if engine is not AiEngine.AUTO],
            "IceTransport": [str(transport) for transport in IceTransport],
        },
        "POSTPROCESSING_HOOKS": [
            "drf_spectacular.hooks.postprocess_schema_enums",
            "coterie.config.operations.answers_are_whole",
        ],
        "APPEND_COMPONENTS": {"securitySchemes": _SECURITY_SCHEMES},
        # Nothing from another host: neither the page's files nor a validator's verdict.
        "SWAGGER_UI_DIST": "SIDECAR",
        "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
        "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    }


_SECURITY_SCHEMES = {
    "ownerKey": {"type": "http", "scheme": "bearer", "bearerFormat": "ok_…"},
    "roomToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "serviceSignature": {"type": "apiKey", "in": "header", "name": "X-Coterie-Signature"},
}
