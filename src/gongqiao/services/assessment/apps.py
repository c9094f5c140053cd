from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "gongqiao.services.assessment"
    label = "assessment"

    def ready(self) -> None:
        from gongqiao.services.assessment import pages  # noqa: F401
