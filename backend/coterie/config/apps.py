"""Puts our site where Django's admin would put its own."""

from django.contrib.admin.apps import AdminConfig


class CoterieAdminConfig(AdminConfig):
    default_site = "coterie.config.admin.CoterieAdminSite"
