from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "gongqiao.web"
    label = "web"

    def ready(self) -> None:
        from gongqiao.web import exports  # noqa: F401
        from gongqiao.web.pages import sheets  # noqa: F401
