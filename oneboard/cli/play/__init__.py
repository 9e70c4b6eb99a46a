"""A play (演练推演): weeks of a campaign, said through the doors by invented people, beside a ledger of its own.

The players know of the node what a phone and a desk know: addresses and JSON. They touch no table.
"""
