from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "gongqiao.kernel.audit"
    label = "audit"
