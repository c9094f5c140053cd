from django.apps import AppConfig


class TalentConfig(AppConfig):
    name = "gongqiao.services.talent"
    label = "talent"

    def ready(self) -> None:
        from gongqiao.services.talent import answers, figures, pages  # noqa: F401
