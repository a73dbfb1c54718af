from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "youfu.modules.home"
    verbose_name = "首页"
