"""Which notebooks to run, how they are run, and what can be skipped."""
