from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "youfu.modules.reports"
    verbose_name = "统计"
