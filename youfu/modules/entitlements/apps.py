from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "youfu.modules.entitlements"
    verbose_name = "待遇资格"
