from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "gongqiao.kernel.calendar"
    label = "calendar"
