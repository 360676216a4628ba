"""The Django admin of this project."""

from django.contrib.admin.apps import AdminConfig


class DubanAdminConfig(AdminConfig):
    """The admin app, with our own site in place of the default one."""

    default_site = "config.admin_site.DubanAdminSite"
