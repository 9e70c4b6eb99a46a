"""The field door: what phones send and fetch, over bad lines, with wrong clocks, in any order, more than once."""
