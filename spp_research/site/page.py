"""A page of the website before it is drawn: its address, its template, and what that needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Page:
    """One page of the site.

    Parameters
    ----------
    address : from the root of the site.
    template : the name of its template.
    section : the address in the navigation that it belongs to.
    parts : what else its template needs.
    picture : what links to it are shown with, from the root of the site; empty for the site's own.
    """

    address: str
    template: str
    title: str
    description: str
    section: str = ""
    parts: Mapping[str, Any] = field(default_factory=dict)
    picture: str = ""

    @property
    def root(self) -> str:
        """The way from the page to the root of the site."""
        return "../" * self.address.count("/")
