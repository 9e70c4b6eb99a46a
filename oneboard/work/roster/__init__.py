"""Rosters (名册): what the rows of a list of people come to, on the state as it is. Pure."""
