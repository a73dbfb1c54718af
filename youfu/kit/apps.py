from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "youfu.kit"
    label = "kit"
    verbose_name = "基础"
