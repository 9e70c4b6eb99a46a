"""Reading figures (数字): a counted definition's value at a place, on a day, as of a moment, with its entries."""
