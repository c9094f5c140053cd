"""Sign the visit sheet on a phone, and keep the papers that came back signed and sealed."""

from __future__ import annotations

import uuid
from datetime import datetime

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Invalid, WrongState
from gongqiao.kernel.cases.actions import edit_case
from gongqiao.kernel.documents.actions import bind_files
from gongqiao.kernel.documents.queries import attachments_in_draft
from gongqiao.services.enterprise_service.flow import SIGN_SHEET, SUPPLEMENT
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.rules.kinds import ORDERS

SIGNATURE, SIGNATURE_PHOTO, SIGNED = "signature", "signature_photo", "signed"
"""Labels of the files: a signature drawn on a phone, or photographed; a paper that came back signed and sealed."""
SIGNED_AT = ("under_way", "reported", "confirmed")


class NothingToSign(WrongState):
    """还没有上门，服务记录单现在不用签字。"""

    code = "nothing_to_sign"


def sign_sheet(order: Order, signer: str, *, draft: uuid.UUID, seen: int | None, at: datetime, by: Actor) -> None:
    """Put the enterprise's signature on the sheet of the latest visit; a later one takes its place.

    The signature is the one drawn in the draft, else the newest photo of one. Raises NothingToSign, Invalid.
    """
    with edit_case(ORDERS, order.case_id, SIGN_SHEET, seen=seen, what="sign_sheet", at=at, by=by) as taken:
        visit = taken.detail.visits.select_for_update().filter(state__in=SIGNED_AT).order_by("-pk").first()
        if visit is None:
            raise NothingToSign
        files = {file.label: file for file in attachments_in_draft(draft, by=by)}
        drawn = files.get(SIGNATURE) or files.get(SIGNATURE_PHOTO)
        faults = {} if drawn else {"signature": ["请在框里签字，或拍一张签好字的纸。"]}
        if not signer.strip() or len(signer.strip()) > 40:
            faults["signer"] = ["请填签字人的姓名。"]
        if faults or drawn is None:
            raise Invalid(fields=faults)
        labels = [SIGNATURE, SIGNATURE_PHOTO]
        bind_files(draft, thing="case", thing_id=order.case_id, labels=labels, at=at, by=by)
        visit.signature_id, visit.signer, visit.signed_at = drawn.pk, signer.strip(), at
        visit.save(update_fields=["signature_id", "signer", "signed_at"])
        taken.fields = ["signature_id", "signer", "signed_at"]
        taken.words = {"told": "请企业在服务记录单上签了字"}


def keep_signed(order: Order, *, draft: uuid.UUID, seen: int | None, at: datetime, by: Actor) -> None:
    """Keep scans or photos of papers that came back signed and sealed. Raises Invalid when there are none."""
    with edit_case(ORDERS, order.case_id, SUPPLEMENT, seen=seen, what="keep_signed", at=at, by=by) as taken:
        kept = bind_files(draft, thing="case", thing_id=order.case_id, labels=[SIGNED], at=at, by=by)
        if not kept:
            text = "请选签字盖章后的照片或 PDF。"
            raise Invalid(text, fields={"signed": [text]})
        taken.fields = ["signed"]
        taken.words = {"told": f"传回了签字盖章件 {kept} 份"}
