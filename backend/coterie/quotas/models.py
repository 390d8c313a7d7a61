"""Buckets that are not full; one without a row is."""

from django.db import models


class Bucket(models.Model):
    # Of what is counted, which may be an address: see `services`.
    key_hash = models.CharField(max_length=64, primary_key=True)
    # Says all about its tokens: each that is missing moves it on by the time of one.
    full_at = models.DateTimeField(db_index=True)
    # Whether somebody was refused since it was last full.
    refused = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.key_hash[:8]
