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
