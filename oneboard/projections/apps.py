from django.apps import AppConfig


class ProjectionsConfig(AppConfig):
    name = "oneboard.projections"
    label = "projections"
