"""Accounts (账号): who may sign in, with a password or a device; credentials are not truth about the city."""
