"""The mark under which protected output leaves a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from spp_research.disclosure import Hidden, Shown

MARK = "application/vnd.spp-research.protected+json"
MARK_VERSION = 1


def bundle(
    kind: str,
    *,
    plain: str,
    markdown: str = "",
    html: str = "",
    png: bytes = b"",
    audit: Iterable[Hidden] = (),
    values: Iterable[Shown] = (),
    facts: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The mime bundle of one display: the mark, and what JupyterLab shows.

    Parameters
    ----------
    kind : "front", "text", "table" or "chart".
    plain : a short text for a terminal.
    markdown : the fragment of `report.qmd`.
    html : what JupyterLab shows instead of the Markdown, where that says more.
    png : the picture of a chart.
    audit : what was hidden, for the manifest.
    values : what it shows or hides; those that say what they are about are compared at export.
    facts : what export needs besides: label, captions, alt text.
    """
    mark = {
        "version": MARK_VERSION,
        "kind": kind,
        "markdown": markdown,
        "audit": [{"row": h.row, "column": h.column, "rule": h.rule} for h in audit],
        "about": [{"about": key, "hidden": v.hidden} for v in values for key in v.keys],
        **(facts or {}),
    }
    shown: dict[str, Any] = {MARK: mark, "text/plain": plain}
    if html:
        shown["text/html"] = html
    elif markdown and not png:
        shown["text/markdown"] = markdown
    if png:
        shown["image/png"] = png
    return shown


def hidden_in(values: Mapping[str, Shown], where: str) -> tuple[Hidden, ...]:
    """The audit of the values of a sentence."""
    return tuple(Hidden(where, name, v.rule) for name, v in values.items() if v.rule)
