from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "gongqiao.web"
    label = "web"
