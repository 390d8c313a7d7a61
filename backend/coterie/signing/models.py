"""Nonces that were seen, kept for as long as a call that carries one could be repeated."""

from django.db import models


class SeenNonce(models.Model):
    nonce = models.CharField(max_length=32, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.nonce
