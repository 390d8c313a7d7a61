"""The app of snapshots and exports."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "coterie.files"
    label = "files"
