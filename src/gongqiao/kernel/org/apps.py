from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "gongqiao.kernel.org"
    label = "org"
