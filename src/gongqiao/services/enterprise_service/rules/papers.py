"""The kinds of paper that the programme prints."""

from __future__ import annotations

from pathlib import Path

from gongqiao.kernel.papers.kinds import register_paper

PRINTS = Path(__file__).parent.parent / "prints"

VISIT_SHEET = register_paper(
    "enterprise_service.visit_sheet",
    label="服务记录单",
    word=PRINTS / "visit_sheet.docx",
    says="一次上门办了什么，企业盖章、班组和工会签字。",
    pictures={"signature": 42},
)

SERVICE_AGREEMENT = register_paper(
    "enterprise_service.service_agreement",
    label="服务协议",
    word=PRINTS / "service_agreement.docx",
    says="上门以前，企业、工会、班组三方签的协议。",
)

MONTHLY_BRIEF = register_paper(
    "enterprise_service.monthly_brief",
    label="助企行工作简报",
    word=PRINTS / "monthly_brief.docx",
    says="一个月的数字、各县进度和办成的事，每月一期。",
)
