from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "gongqiao.kernel.cases"
    label = "cases"
