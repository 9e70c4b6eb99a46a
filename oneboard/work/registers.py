"""Decisions about registers (台账)."""

from oneboard.foundation.errors import Refusal
from oneboard.playbooks.registers import Register
from oneboard.projections.reference import Reference


def decide_publication(register: Register, reference: Reference) -> None:
    """Raises Refusal register.published: a version that stands never changes, and what is in force only goes up.

    Raises register.unknown where a link leads to a register that was never published.
    """
    in_force = reference.registers.get(register.register)
    if in_force is not None and register.version <= in_force.version:
        raise Refusal("register.published", register=in_force.versioned)
    for field in register.fields.values():
        if field.of is not None and field.of != register.register:
            require_published(field.of, reference)


def require_published(register: str, reference: Reference) -> Register:
    """Raises Refusal register.unknown."""
    found = reference.registers.get(register)
    if found is None:
        raise Refusal("register.unknown", register=register, known=", ".join(reference.registers) or "-")
    return found
