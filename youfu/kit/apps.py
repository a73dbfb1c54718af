from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

# What a module declares must be known before anything runs: an action answers to reactions it has never heard of.
DECLARATIONS = ("actions", "reactions", "jobs", "sheets", "indicators", "applications")


class KitConfig(AppConfig):
    name = "youfu.kit"
    label = "kit"
    verbose_name = "基础"

    def ready(self) -> None:
        autodiscover_modules(*DECLARATIONS)
