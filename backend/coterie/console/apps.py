"""The app of the operator's pages, and our site in the place of Django's own."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConsoleConfig(AppConfig):
    name = "coterie.console"
    label = "console"


class ConsoleAdminConfig(AdminConfig):
    default_site = "coterie.console.site.ConsoleSite"
