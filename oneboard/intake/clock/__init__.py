"""The clock's door: facts that nobody says and time brings."""
