"""A believable demo of the programme: real problems and trades, invented enterprises and people, real actions."""

from gongqiao.services.enterprise_service.seeds.city import play_the_year

__all__ = ["play_the_year"]
