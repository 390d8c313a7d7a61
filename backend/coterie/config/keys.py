"""Makes the installation's keys once, in files only their owner can read."""

import os
import secrets
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


class KeyFolder:
    """`<data dir>/keys`; a key is made when it is first read and not before."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def django_secret(self) -> str:
        return self._read_or_make("django-secret", lambda: secrets.token_urlsafe(48))

    @cached_property
    def service(self) -> str:
        return self._read_or_make("service", lambda: secrets.token_hex(32))

    @cached_property
    def room_token(self) -> str:
        """The private key as PEM. Its public half lies beside it, for nodes elsewhere."""
        private = self._read_or_make("room-token.pem", _ed25519_private_pem)
        public = self._folder / "room-token.pub.pem"
        if not public.exists() or public.read_text() != public_pem(private):
            self._temporary(public_pem(private)).replace(public)
        return private

    def _read_or_make(self, name: str, make: Callable[[], str]) -> str:
        path = self._folder / name
        if not path.exists():
            temporary = self._temporary(make())
            try:
                # Of several processes that start at once, the first link wins, and a reader
                # never sees half a key.
                os.link(temporary, path)
            except FileExistsError:
                pass
            finally:
                temporary.unlink()
        return path.read_text()

    def _temporary(self, content: str) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f".{secrets.token_hex(8)}.new"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return path


def public_pem(private: str) -> str:
    key = load_pem_private_key(private.encode(), password=None)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _ed25519_private_pem() -> str:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
