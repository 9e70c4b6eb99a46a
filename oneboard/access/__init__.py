"""Who may do what where: verbs, roles and the policy, as data and pure functions."""
