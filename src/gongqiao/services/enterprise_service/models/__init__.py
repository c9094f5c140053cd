"""Fields, constraints and scoped querysets, one file a noun."""

from gongqiao.services.enterprise_service.models.activity import Activity, Presence, Promise, SignIn, VisitRecord
from gongqiao.services.enterprise_service.models.contact import Authorisation, Invitation
from gongqiao.services.enterprise_service.models.need import Need
from gongqiao.services.enterprise_service.models.order import Offer, Order, Problem, TrainingWish
from gongqiao.services.enterprise_service.models.outcome import Confirmation, Correction, Rating, Revisit
from gongqiao.services.enterprise_service.models.programme import MenuItem, Programme, Target
from gongqiao.services.enterprise_service.models.remedy import Remedy, RemedyKind
from gongqiao.services.enterprise_service.models.screen import Screen
from gongqiao.services.enterprise_service.models.special_action import SpecialAction, SpecialActionItem
from gongqiao.services.enterprise_service.models.survey import Questionnaire, Respondent, Survey
from gongqiao.services.enterprise_service.models.survey_answer import (
    AnswerVersion,
    Gathering,
    NeedProposal,
    SurveyAnswer,
)

__all__ = [
    "Activity",
    "AnswerVersion",
    "Authorisation",
    "Confirmation",
    "Correction",
    "Gathering",
    "Invitation",
    "MenuItem",
    "Need",
    "NeedProposal",
    "Offer",
    "Order",
    "Presence",
    "Problem",
    "Programme",
    "Promise",
    "Questionnaire",
    "Rating",
    "Remedy",
    "RemedyKind",
    "Respondent",
    "Revisit",
    "Screen",
    "SignIn",
    "SpecialAction",
    "SpecialActionItem",
    "Survey",
    "SurveyAnswer",
    "Target",
    "TrainingWish",
    "VisitRecord",
]
