"""The numbers of the programme: each is the count or the sum of rows that can be opened."""

from gongqiao.kernel.indicators import Dimension, register_dimensions, register_figures, register_numbers
from gongqiao.kernel.indicators.targets import register_targets
from gongqiao.kernel.snapshots.reports import register_report
from gongqiao.services.enterprise_service.figures.columns import firm_named, programmes_to_choose, teams_to_choose
from gongqiao.services.enterprise_service.figures.loop import (
    ACTIVITIES,
    ASKED,
    BENEFIT_ACTUAL,
    BENEFIT_EXPECTED,
    CLAIMED,
    CLOSED,
    CONFIRMED,
    ENTERPRISES,
    FUNNEL,
    MATCHED,
    ORDERED,
    PROBLEMS,
    RESULTS,
    TRAINED,
    VISITED,
    VISITS,
)
from gongqiao.services.enterprise_service.figures.people import CRAFTSMEN, PEOPLE, PRESENT, WORKERS
from gongqiao.services.enterprise_service.figures.report import BENEFIT, BRIEF, NUMBERS
from gongqiao.services.enterprise_service.figures.surveys import SURVEY_FIGURES, surveys_to_choose
from gongqiao.services.enterprise_service.figures.targets import problems_wanted, training_wanted
from gongqiao.services.enterprise_service.flow import DISHES

EVERY_FIGURE = (*FUNNEL, *RESULTS, VISITS, *PEOPLE, *SURVEY_FIGURES)

register_dimensions(
    Dimension(name="dish", label="菜品", choices=lambda by: list(DISHES.items())),
    Dimension(name="programme", label="方案", choices=programmes_to_choose),
    Dimension(name="team", label="班组", choices=teams_to_choose),
    Dimension(name="survey", label="调研", choices=surveys_to_choose),
    Dimension(name="enterprise", label="企业", named=firm_named),
)
register_figures(*EVERY_FIGURE)
register_numbers(*NUMBERS)
register_report(BRIEF)
register_targets(PROBLEMS, problems_wanted)
register_targets(TRAINED, training_wanted)

__all__ = [
    "ACTIVITIES",
    "ASKED",
    "BENEFIT",
    "BENEFIT_ACTUAL",
    "BENEFIT_EXPECTED",
    "BRIEF",
    "CLAIMED",
    "CLOSED",
    "CONFIRMED",
    "CRAFTSMEN",
    "ENTERPRISES",
    "EVERY_FIGURE",
    "FUNNEL",
    "MATCHED",
    "ORDERED",
    "PRESENT",
    "PROBLEMS",
    "RESULTS",
    "TRAINED",
    "VISITED",
    "VISITS",
    "WORKERS",
]
