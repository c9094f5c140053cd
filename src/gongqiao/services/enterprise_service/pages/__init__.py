"""Doors of the programme. Importing this makes known to the kit how its cases look and what stands in the menus."""

from gongqiao.services.enterprise_service.pages import (
    board,
    brief,
    contacts,
    desk,
    figures,
    on_site,
    order_face,
    phone,
    prints,
    screens,
    special_actions,
    survey_phone,
    surveys,
)

__all__ = [
    "board",
    "brief",
    "contacts",
    "desk",
    "figures",
    "on_site",
    "order_face",
    "phone",
    "prints",
    "screens",
    "special_actions",
    "survey_phone",
    "surveys",
]
