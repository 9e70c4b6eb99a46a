"""Work: what is decided at desks, one module a noun. A decision runs under the recorder's lock, on the state as it is:
it returns where the command may be recorded, and raises Refusal where it may not."""
