"""The words of the house: the entry and every fact it can hold, one module per noun, versioned."""
