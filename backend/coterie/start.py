"""What comes before serving."""

from django.conf import settings
from django.core.management import call_command


def migrate() -> None:
    """Brings the database to the newest schema."""
    call_command("migrate", verbosity=0, interactive=False)


def keys_make() -> None:
    """Reads all keys, which makes those that are missing: now, not at the first use of each."""
    for key in (settings.SECRET_KEY, settings.ROOM_TOKEN_PUBLIC_KEYS, settings.SERVICE_KEYS):
        str(key)
