from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "youfu.modules.standards"
    verbose_name = "政策标准库"
