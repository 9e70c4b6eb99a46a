"""The recorder: the only pen. Validate and seal first; then decide, append and fold in one transaction per group."""
