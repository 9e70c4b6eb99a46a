"""The language of playbooks (预案), pure: who owes what, by when, with what evidence, as content that is checked."""
