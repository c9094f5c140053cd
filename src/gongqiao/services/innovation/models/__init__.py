"""What is written down of common problems and joint work."""

from gongqiao.services.innovation.models.parties import AgreementDraft, Party
from gongqiao.services.innovation.models.pillars import Pillar, PillarEntry
from gongqiao.services.innovation.models.proposal import Proposal
from gongqiao.services.innovation.models.work import CommonProblem, FollowUp, JointWork, ProblemHolder, ResultOrder

__all__ = [
    "AgreementDraft",
    "CommonProblem",
    "FollowUp",
    "JointWork",
    "Party",
    "Pillar",
    "PillarEntry",
    "ProblemHolder",
    "Proposal",
    "ResultOrder",
]
