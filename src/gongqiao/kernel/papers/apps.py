from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "gongqiao.kernel.papers"
    label = "papers"
