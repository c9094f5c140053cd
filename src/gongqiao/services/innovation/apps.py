from django.apps import AppConfig


class InnovationConfig(AppConfig):
    name = "gongqiao.services.innovation"
    label = "innovation"
    verbose_name = "联合攻关"

    def ready(self) -> None:
        from gongqiao.kernel.cases.kinds import register
        from gongqiao.services.innovation import figures, jobs, pages  # noqa: F401
        from gongqiao.services.innovation.rules.kinds import JOINT_WORKS

        register(JOINT_WORKS)
