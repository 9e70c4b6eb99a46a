"""The desk door: commands of people at a centre, checked against state under the lock, each recorded once."""
