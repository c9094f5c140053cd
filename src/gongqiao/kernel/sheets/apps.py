from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "gongqiao.kernel.sheets"
    label = "sheets"
