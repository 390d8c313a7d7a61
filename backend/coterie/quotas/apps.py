"""The app of quotas."""

from django.apps import AppConfig


class QuotasConfig(AppConfig):
    name = "coterie.quotas"
    label = "quotas"
