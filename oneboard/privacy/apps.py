from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "oneboard.privacy"
    label = "privacy"
