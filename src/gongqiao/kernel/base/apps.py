from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "gongqiao.kernel.base"
    label = "base"
