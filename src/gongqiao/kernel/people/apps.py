from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gongqiao.kernel.people"
    label = "people"
