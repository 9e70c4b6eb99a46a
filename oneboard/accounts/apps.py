from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "oneboard.accounts"
    label = "accounts"
