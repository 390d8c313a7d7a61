"""The app of signed service calls."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "coterie.signing"
    label = "signing"
