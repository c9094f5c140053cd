from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    name = "gongqiao.kernel.snapshots"
    label = "snapshots"
