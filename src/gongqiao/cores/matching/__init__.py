"""Which team fits a request, with reasons; and, for every other team, why not.

Pure: a request and the teams come in as frozen values, a ranking comes out. The score is a plain sum of named
terms, so that anyone can add it up again; a team that fails a filter gets the first failing one as its reason.
"""

from gongqiao.cores.matching.rank import candidates
from gongqiao.cores.matching.text import Corpus, TextScore
from gongqiao.cores.matching.values import (
    Candidate,
    Lapsed,
    Place,
    Policy,
    Ranking,
    Request,
    Skill,
    Span,
    Team,
    Term,
    WhyNot,
)

__all__ = [
    "Candidate",
    "Corpus",
    "Lapsed",
    "Place",
    "Policy",
    "Ranking",
    "Request",
    "Skill",
    "Span",
    "Team",
    "Term",
    "TextScore",
    "WhyNot",
    "candidates",
]
