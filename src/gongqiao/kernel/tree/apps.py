from django.apps import AppConfig


class TreeConfig(AppConfig):
    name = "gongqiao.kernel.tree"
    label = "tree"
