"""The content security policy, for Django's answers and for static files alike."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE


def content_security_policy(realtime_url: str) -> dict[str, list[str]]:
    parts = urlsplit(realtime_url)
    # 'self' covers sockets of this origin.
    sockets = [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
    return {
        "default-src": [SELF],
        "script-src": [SELF],
        # Monaco writes its themes and measurements into style elements.
        "style-src": [SELF, UNSAFE_INLINE],
        "worker-src": [SELF, "blob:"],
        "font-src": [SELF, "data:"],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, *sockets],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }


def policy_header(directives: dict[str, list[str]]) -> str:
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())
