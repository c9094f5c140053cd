"""Fields, constraints and scoped querysets, one file a noun."""

from gongqiao.services.enterprise_service.models.activity import Activity, Presence, Promise, SignIn, VisitRecord
from gongqiao.services.enterprise_service.models.contact import Authorisation, Invitation
from gongqiao.services.enterprise_service.models.need import Need
from gongqiao.services.enterprise_service.models.order import Offer, Order, Problem, TrainingWish
from gongqiao.services.enterprise_service.models.outcome import Confirmation, Correction, Rating, Revisit
from gongqiao.services.enterprise_service.models.programme import MenuItem, Programme, Target
from gongqiao.services.enterprise_service.models.screen import Screen

__all__ = [
    "Activity",
    "Authorisation",
    "Confirmation",
    "Correction",
    "Invitation",
    "MenuItem",
    "Need",
    "Offer",
    "Order",
    "Presence",
    "Problem",
    "Programme",
    "Promise",
    "Rating",
    "Revisit",
    "Screen",
    "SignIn",
    "Target",
    "TrainingWish",
    "VisitRecord",
]
