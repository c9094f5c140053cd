from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "gongqiao.kernel.outbox"
    label = "outbox"
