"""The paper of a joint work."""

from __future__ import annotations

from pathlib import Path

from gongqiao.kernel.papers.kinds import register_paper

FRAMEWORK_AGREEMENT = register_paper(
    "innovation.framework_agreement",
    label="框架协议",
    word=Path(__file__).parent.parent / "prints/framework_agreement.docx",
    says="同行业企业、专家、工作室和基地联合攻关共性难题的协议。",
)
