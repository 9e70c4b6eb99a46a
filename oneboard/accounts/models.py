"""The tables of credentials. Passwords, tokens and codes are kept as hashes only; times are milliseconds."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from oneboard.foundation.fields import IdField, KeyField, OptionalId


class Account(AbstractBaseUser):
    """A person's way in with a password. `member` names the member in the journal, if there is one."""

    # Sessions say when somebody signed in; a column that every login writes would say no more.
    last_login = None

    id = IdField(primary_key=True)
    username = KeyField(unique=True)
    member = OptionalId(null=True, unique=True)
    is_active = models.BooleanField(default=True)
    created_ms = models.BigIntegerField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = BaseUserManager["Account"]()

    class Meta:
        db_table = "accounts_account"


class Device(models.Model):
    """Speaks for a member with a token; `token_hash` is the token's SHA-256, hexadecimal."""

    id = IdField(primary_key=True)
    member = IdField(db_index=True)
    name = models.TextField()
    token_hash = KeyField(unique=True)
    enrolled_ms = models.BigIntegerField()
    enrolled_by = OptionalId(null=True)
    revoked_ms = models.BigIntegerField(null=True)

    class Meta:
        db_table = "accounts_device"


class Enrolment(models.Model):
    """A one-time code not yet forgotten; `code_hash` is its HMAC under the node's secret key."""

    code_hash = KeyField(primary_key=True)
    member = IdField()
    made_by = OptionalId(null=True)
    expires_ms = models.BigIntegerField(db_index=True)
    used_ms = models.BigIntegerField(null=True)

    class Meta:
        db_table = "accounts_enrolment"


class Throttle(models.Model):
    """Failures of one name or address since a moment; `key` is an HMAC: people mistype passwords as names."""

    key = KeyField(primary_key=True)
    failures = models.IntegerField()
    since_ms = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "accounts_throttle"
