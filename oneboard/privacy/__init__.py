"""What people told a neighbour at their door: sealed under keys that die on a date, each opening noted."""
