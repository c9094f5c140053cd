from django.apps import AppConfig


class BatchesConfig(AppConfig):
    name = "gongqiao.kernel.batches"
    label = "batches"

    def ready(self) -> None:
        from gongqiao.kernel.batches import jobs, running  # noqa: F401
