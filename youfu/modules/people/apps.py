from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "youfu.modules.people"
    verbose_name = "人员档案"
