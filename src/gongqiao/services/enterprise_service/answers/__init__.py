"""Answers to what other services ask, one file for each of them."""

from gongqiao.services.enterprise_service.answers import innovation, knowledge, talent

__all__ = ["innovation", "knowledge", "talent"]
