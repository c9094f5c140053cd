from django.apps import AppConfig


class EnterpriseServiceConfig(AppConfig):
    name = "gongqiao.services.enterprise_service"
    label = "enterprise_service"
    verbose_name = "助企行"

    def ready(self) -> None:
        from gongqiao.kernel.cases.kinds import register
        from gongqiao.kernel.documents.queries import let_see
        from gongqiao.services.enterprise_service import answers, figures, jobs, pages  # noqa: F401
        from gongqiao.services.enterprise_service.forms import enterprise_sheet  # noqa: F401
        from gongqiao.services.enterprise_service.queries import surveys
        from gongqiao.services.enterprise_service.rules.kinds import AUTHORISATIONS, ORDERS

        register(ORDERS)
        register(AUTHORISATIONS)
        let_see("survey_answer", lambda pk, by: surveys.answer(pk, by=by))
