"""What every room may use and what itself uses none: ids, the clock, errors, words, rows."""
