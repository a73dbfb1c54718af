from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "youfu.modules.administration"
    verbose_name = "管理"
