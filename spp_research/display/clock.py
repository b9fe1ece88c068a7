"""Clock times and spans of time, as a timetable in a school prints them."""

from __future__ import annotations
