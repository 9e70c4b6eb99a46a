"""The scenes (情节) of a play: what else happens while households are visited, each in a module of its own.

A scene says which content it needs, what is founded for it at the desks, what people with phones make of the tasks
that lie open, what they notice unasked, what the desks do in the evening, and what each step counts for: all of it in
words of its own, so that the play's ledger is a second opinion on the playbooks.
"""
