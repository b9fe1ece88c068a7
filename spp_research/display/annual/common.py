"""What several sections of the annual report say in the same way."""

from __future__ import annotations
