"""Inventories (清册): what the rows of a list of subjects come to, on the state as it is. Pure."""
