"""The paper of an assessment."""

from __future__ import annotations

from pathlib import Path

from gongqiao.kernel.papers.kinds import register_paper

CIRCULAR = register_paper(
    "assessment.circular",
    label="考核通报",
    word=Path(__file__).parent.parent / "prints/circular.docx",
    says="各县的名次、得分和完成数，评分规则，谁复核的；通报时签发，以后原样不变。",
)
