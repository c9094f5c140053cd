from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "gongqiao.kernel.jobs"
    label = "jobs"
