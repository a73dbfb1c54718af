from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "youfu.modules.organisations"
    verbose_name = "机构与用户"
