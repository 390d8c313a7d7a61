"""What comes before serving."""

import shlex
import shutil
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError

# Where data lies when nothing says otherwise (`config/settings.py`).
DEFAULT_DATA_DIR = Path("data")
HINT = """
Nobody can open its admin yet. To make an administrator, type in another terminal:
  {command} manage createsuperuser
and log in at /admin/ afterwards."""


def migrate() -> None:
    """Brings the database to the newest schema."""
    call_command("migrate", verbosity=0, interactive=False)


def keys_make() -> None:
    """Reads all keys, which makes those that are missing: now, not at the first use of each."""
    for key in (settings.SECRET_KEY, settings.ROOM_TOKEN_PUBLIC_KEYS, settings.SERVICE_KEYS):
        str(key)


def admin_hint() -> str:
    """Lines that say how to make an administrator; nothing where there is one."""
    try:
        if User.objects.filter(is_superuser=True, is_active=True).exists():
            return ""
    except DatabaseError:
        # Not migrated, or away: `/readyz` says so.
        return ""
    return HINT.format(command=_command())


def _command() -> str:
    """As this program was called, for the same data."""
    program = Path(sys.argv[0])
    if program.name != "coterie":
        called = f"{shlex.quote(sys.executable)} -m coterie"
    elif shutil.which("coterie") == str(program.absolute()):
        called = "coterie"
    else:
        called = shlex.quote(str(program))
    if settings.DATA_DIR.resolve() == DEFAULT_DATA_DIR.resolve():
        return called
    return f"COTERIE_DATA_DIR={shlex.quote(str(settings.DATA_DIR.resolve()))} {called}"
