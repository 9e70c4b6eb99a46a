from django.apps import AppConfig


class RecorderConfig(AppConfig):
    name = "oneboard.recorder"
    label = "recorder"
