"""A room's password as its owner sets it. Who shows one to get in is `presence`'s."""

import unicodedata

from django.contrib.auth.hashers import make_password

# Beside a link that is a secret itself, and with few tries an hour: see presence/passwords.py.
MIN_PASSWORD = 6
MAX_PASSWORD = 128


def password_normal(raw: str) -> str:
    """One spelling of what looks alike: keyboards differ in how they compose letters."""
    return unicodedata.normalize("NFKC", raw)


def password_hash(password: str | None) -> str:
    """Empty for none. Takes a good part of a second: never call it with a row locked."""
    return make_password(password) if password else ""
