from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "gongqiao.kernel.sheets"
    label = "sheets"

    def ready(self) -> None:
        from gongqiao.kernel.sheets import jobs  # noqa: F401
