"""The app of suggestions and summaries."""

from django.apps import AppConfig


class AiConfig(AppConfig):
    name = "coterie.ai"
    label = "ai"
    verbose_name = "AI"
