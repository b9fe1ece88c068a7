"""One school's year: its evidence, and what follows from it."""
