from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "youfu.modules.documents"
    verbose_name = "文件传达"
