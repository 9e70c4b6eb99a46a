"""Files as a door for facts: read row by row, every fault named with what would be right."""
