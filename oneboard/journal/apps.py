from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "oneboard.journal"
    label = "journal"
