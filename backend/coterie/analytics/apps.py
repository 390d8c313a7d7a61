"""The app of counters."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "coterie.analytics"
    label = "analytics"
    verbose_name = "Analytics"
