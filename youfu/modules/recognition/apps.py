from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "youfu.modules.recognition"
    verbose_name = "资格认定"
