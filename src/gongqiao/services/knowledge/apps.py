from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "gongqiao.services.knowledge"
    label = "knowledge"
    verbose_name = "经验库"

    def ready(self) -> None:
        from gongqiao.kernel.cases.kinds import register
        from gongqiao.services.knowledge import answers, figures, pages, reactions  # noqa: F401
        from gongqiao.services.knowledge.rules.kinds import ARTICLES

        register(ARTICLES)
