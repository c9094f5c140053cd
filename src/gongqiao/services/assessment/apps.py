from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "gongqiao.services.assessment"
    label = "assessment"
    verbose_name = "考核"

    def ready(self) -> None:
        from gongqiao.services.assessment import pages  # noqa: F401
