from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "gongqiao.kernel.notices"
    label = "notices"

    def ready(self) -> None:
        from gongqiao.kernel.notices import jobs, reactions  # noqa: F401
