from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "gongqiao.kernel.documents"
    label = "documents"

    def ready(self) -> None:
        from gongqiao.kernel.documents import jobs  # noqa: F401
