"""The mark under which protected output leaves a notebook."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from spp_research.catalogue import current

from .disclosure import Hidden, Shown
from .disclosure.opened import run_key, sealed_ids
from .disclosure.origin import only_the_kit, outside

MARK = "application/vnd.spp-research.protected+json"
MARK_VERSION = 2


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
    only_the_kit(outside(), "A mark", "Show a display.Table or a display.Statement.")
    values = tuple(values)
    mark = {
        "version": MARK_VERSION,
        "kind": kind,
        "markdown": markdown,
        "audit": [{"row": h.row, "column": h.column, "rule": h.rule} for h in audit],
        "about": [{"about": key, "hidden": v.hidden} for v in values for key in v.keys],
        "waived": [[v.text, v.waived] for v in values if v.waived],
        **(facts or {}),
    }
    if lacking := current().lacking:
        mark["in_english"] = sorted(lacking)
    mark["seal"] = seal(mark, png, run_key())
    shown: dict[str, Any] = {MARK: mark, "text/plain": plain}
    if html:
        shown["text/html"] = html
    elif markdown and not png:
        shown["text/markdown"] = markdown
    if png:
        shown["image/png"] = png
    return shown


def seal(mark: Mapping[str, Any], png: bytes, key: str) -> str:
    """What shows that the kit made a mark, in this very run, and nobody has changed it since.

    Parameters
    ----------
    mark : without its seal, or with one, which is left out.
    png : the picture that goes with it.
    key : of the run; empty in JupyterLab and wherever nothing is exported.
    """
    sealed = [{k: v for k, v in mark.items() if k != "seal"}, sha256(png).hexdigest()]
    text = json.dumps(sealed, sort_keys=True, ensure_ascii=False)
    return hmac.new(key.encode(), text.encode(), sha256).hexdigest()


def reseal(made: dict[str, Any]) -> None:
    """Seal a bundle without a picture again, after the kit has put several into one."""
    only_the_kit(outside(), "A seal", "Show a display.Table or a display.Statement.")
    made[MARK]["seal"] = seal(made[MARK], b"", run_key())


def sealed_word(word: bytes, key: str) -> str:
    """A pupil's id as the export may know it: of no use without the key of the run."""
    return hmac.new(key.encode(), word, sha256).hexdigest()[:24]


def of_pupils() -> dict[str, list[str]]:
    """The ids of the pupils that were opened, sealed for the export; none outside of a run."""
    key = run_key()
    return {"pupils": sealed_ids(lambda word: sealed_word(word, key))} if key else {}


def hidden_in(values: Mapping[str, Shown], where: str) -> tuple[Hidden, ...]:
    """The audit of the values of a sentence."""
    return tuple(Hidden(where, name, v.rule) for name, v in values.items() if v.rule)
