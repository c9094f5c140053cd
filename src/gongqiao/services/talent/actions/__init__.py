"""Everything that writes in talent, one file a noun. What seeds and the tests of others begin with is named here."""

from gongqiao.services.talent.actions.craftsmen import CraftsmanForm, enrol, recuse, take_leave
from gongqiao.services.talent.actions.teams import TeamNameTaken, add_member, form_team, pause_team, remove_member

__all__ = [
    "CraftsmanForm",
    "TeamNameTaken",
    "add_member",
    "enrol",
    "form_team",
    "pause_team",
    "recuse",
    "remove_member",
    "take_leave",
]
