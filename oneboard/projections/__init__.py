"""Read models (投影) folded from the journal; find(id, actor, verb) and visible(actor, verb) are the ways to them."""
