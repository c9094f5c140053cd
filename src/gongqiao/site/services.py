"""The services of this deployment, one line each."""

from __future__ import annotations

SERVICES = [
    "gongqiao.services.talent",
    "gongqiao.services.enterprise_service",
    "gongqiao.services.innovation",
    "gongqiao.services.knowledge",
    "gongqiao.services.assessment",
]
