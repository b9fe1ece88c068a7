"""What the tests of the plan need besides the kit: they are skipped where it is not installed."""

from __future__ import annotations

import importlib.util

_NEEDED = {
    "test_plan.py": ("ortools",),
    "test_calendars.py": ("ortools", "icalendar"),
}
# A test that is not collected says nothing; the command's own test says what is missing.
collect_ignore = [
    name
    for name, needed in _NEEDED.items()
    if any(importlib.util.find_spec(library) is None for library in needed)
]
