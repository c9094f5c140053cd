"""The part of the scene that belongs to surveys: one that runs, one in preparation, what was said, what was offered."""

from __future__ import annotations

from functools import cached_property

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.notices.models import Notice
from gongqiao.kernel.org.actions import EnterpriseForm, register_enterprise
from gongqiao.services.enterprise_service.actions import proposals, remedies, special_actions, survey_answers, surveys
from gongqiao.services.enterprise_service.actions.orders import NeedForm
from gongqiao.services.enterprise_service.models import (
    NeedProposal,
    Remedy,
    Respondent,
    SpecialAction,
    Survey,
    SurveyAnswer,
)
from gongqiao.services.enterprise_service.rules.survey_links import link_code
from gongqiao.services.enterprise_service.tests.survey_makers import (
    SAID,
    TUESDAY,
    a_gathering_form,
    a_survey,
    a_visit,
    an_answer,
    the_respondent,
)
from gongqiao.services.enterprise_service.tests.test_remedies import a_form as a_remedy_form
from gongqiao.services.enterprise_service.tests.test_special_actions import a_form as a_special_action_form
from tests.cast import MONDAY, Cast, sound_code


class SurveyScene:
    """Things of surveys that an address may name, made when they are first asked for."""

    cast: Cast

    @cached_property
    def survey(self) -> Survey:
        return a_survey(self.cast)

    @cached_property
    def draft_survey(self) -> Survey:
        return a_survey(self.cast, "draft", title="还没有开始的")

    @cached_property
    def silent_survey(self) -> Survey:
        """A survey that was sent on an earlier day, and to which nobody has answered."""
        survey = a_survey(self.cast, title="还没有答的")
        Respondent.objects.filter(survey=survey).update(sent_at=survey.made_at.replace(day=1))
        return survey

    @cached_property
    def empty_survey(self) -> Survey:
        """A survey for which the enterprises are still to be chosen."""
        survey = a_survey(self.cast, "draft", title="还没有选企业的")
        survey.respondents.all().delete()
        return survey

    @cached_property
    def unsent_survey(self) -> Survey:
        """A survey that runs, and whose questionnaire has not reached the enterprise."""
        survey = a_survey(self.cast, title="还没有发的")
        Respondent.objects.filter(survey=survey).update(sent_at=None)
        Notice.objects.filter(event__contains="survey").delete()
        return survey

    @cached_property
    def respondent(self) -> Respondent:
        return the_respondent(self.survey, self.cast)

    @property
    def unheard(self) -> Respondent:
        """An enterprise that has said nothing yet."""
        return the_respondent(self.silent_survey, self.cast)

    @property
    def survey_link(self) -> str:
        return link_code(the_respondent(self.silent_survey, self.cast))

    @cached_property
    def survey_visit(self) -> SurveyAnswer:
        return a_visit(self.cast, self.survey)

    @cached_property
    def need_proposal(self) -> NeedProposal:
        return an_answer(self.cast, self.survey).proposals.get(dish="breakthrough")

    @cached_property
    def remedy(self) -> Remedy:
        return remedies.offer_remedy(
            self.survey, a_remedy_form(self.cast, self.survey), at=MONDAY, by=self.cast.officer
        )

    @cached_property
    def special_action(self) -> SpecialAction:
        form = a_special_action_form()
        return special_actions.begin_special_action(form, union=self.cast.county, at=MONDAY, by=self.cast.officer)


def one_more_heard(scene: SurveyScene, number: int) -> None:
    """Make one more of everything that the lists of surveys can show: surveys, firms, answers, needs, remedies."""
    cast, survey = scene.cast, scene.survey
    form = EnterpriseForm(
        code=sound_code(30 + number),
        name=f"新会区调{number}机械有限公司",
        short_name=f"调{number}",
        area_code="440705001",
    )
    firm = register_enterprise(form, at=MONDAY, by=cast.officer)
    surveys.add_respondents(survey, [firm.pk], at=MONDAY, by=cast.officer)
    row = survey.respondents.select_related("enterprise").get(enterprise=firm)
    answer = survey_answers.answer_questionnaire(row, SAID, seen=0, at=MONDAY, by=the_job("survey_link"))
    survey_answers.log_gathering(survey, a_gathering_form(), [row], at=TUESDAY, by=cast.officer)
    proposal = answer.proposals.get(dish="breakthrough")
    need = NeedForm(dish="management", title=f"调研第 {number} 条")
    proposals.accept_proposal(proposal, need, at=MONDAY, by=cast.officer)
    remedy = a_remedy_form(cast, survey, respondents=[row])
    remedies.offer_remedy(survey, remedy, at=MONDAY, by=cast.officer)
    a_survey(cast, title=f"第 {number} 次调研")
    special = a_special_action_form(name=f"行动{number}")
    special_actions.begin_special_action(special, union=cast.county, at=MONDAY, by=cast.officer)
