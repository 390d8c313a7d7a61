"""The ASGI applications: Django alone, and Django behind the static files."""

import os
from typing import TYPE_CHECKING, cast

from django.core.asgi import get_asgi_application

if TYPE_CHECKING:
    from asgiref.typing import ASGI3Application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coterie.config.settings")
# Two spellings of ASGI: Django's types say `dict` where asgiref's say `Scope`.
django_application = cast("ASGI3Application", get_asgi_application())

# Importable only when Django is set up.
from coterie.config.body_limit import BodyLimit  # noqa: E402
from coterie.config.forwarded import ForwardedHeaders  # noqa: E402
from coterie.config.security_headers import SecurityHeaders  # noqa: E402
from coterie.config.static import static_files  # noqa: E402

application = ForwardedHeaders(SecurityHeaders(static_files(BodyLimit(django_application))))
