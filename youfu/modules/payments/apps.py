from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "youfu.modules.payments"
    verbose_name = "待遇发放"
