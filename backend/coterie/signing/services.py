"""Decides whether a request is a service call; remembers its nonce for every process."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from rest_framework.request import Request

from coterie.signing.errors import SignatureInvalid
from coterie.signing.models import SeenNonce
from coterie.signing.signatures import HEADERS, MAX_CLOCK_SKEW, verify


def service_call_verify(*, request: Request, now: datetime) -> bool:
    """False for a call that does not claim to be one; a false claim is refused."""
    if not any(header in request.headers for header in HEADERS):
        return False
    nonce = verify(
        headers=request.headers,
        keys=settings.SERVICE_KEYS,
        method=request.method or "",
        target=request.get_full_path(),
        body=request._request.body,
        now=now,
    )
    nonce_claim(nonce=nonce, now=now)
    return True


def service_call_require(*, request: Request, now: datetime) -> None:
    if not service_call_verify(request=request, now=now):
        raise SignatureInvalid("This call must be signed by a realtime node.")


@transaction.atomic
def nonce_claim(*, nonce: str, now: datetime) -> None:
    """Only after the signature was found good, so that strangers cannot fill the table."""
    SeenNonce.objects.filter(expires_at__lt=now).delete()
    try:
        with transaction.atomic():
            # A call dated a minute ahead stays valid until two minutes from now.
            SeenNonce.objects.create(nonce=nonce, expires_at=now + 2 * MAX_CLOCK_SKEW)
    except IntegrityError:
        raise SignatureInvalid("This call was made before.") from None
