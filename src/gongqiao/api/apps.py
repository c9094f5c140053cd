from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "gongqiao.api"
    label = "api"
