from django.apps import AppConfig


class TalentConfig(AppConfig):
    name = "gongqiao.services.talent"
    label = "talent"
    verbose_name = "工匠人才"

    def ready(self) -> None:
        from gongqiao.kernel.cases.kinds import register
        from gongqiao.services.talent import answers, figures, jobs, pages  # noqa: F401
        from gongqiao.services.talent.rules.kinds import INVITATIONS, PAIRS, PROPOSALS

        register(PAIRS)
        register(INVITATIONS)
        register(PROPOSALS)
