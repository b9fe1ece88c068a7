"""One sentence of the kit's own words with protected values in its gaps.

The wording is the kit's; what goes into it is protected or escaped. A bare number is refused,
so that a count cannot slip into a sentence when the table beside it hides it. The
wording is looked up in the catalogue when the sentence is shown, not when it is made.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from spp_research.catalogue import current
from spp_research.errors import UnprotectedError
from spp_research.phrases import long_date
from spp_research.protect.disclosure import Hidden, Shown
from spp_research.protect.disclosure.opened import hold_pupils_back
from spp_research.protect.disclosure.origin import outside, words
from spp_research.protect.marks import bundle, hidden_in
from spp_research.telling import briefly

from .text import LABEL, clean, escape, reference

# What stands in the gaps of a sentence, by their names.
Gaps = dict[str, Shown | date | str]

# The only Markdown that the kit's own sentences hold.
_STRONG, _EMPHASIS = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"\*(.+?)\*")


@dataclass(frozen=True, init=False)
class Statement:
    """One sentence of the kit's own words with protected values in its gaps.

    Parameters
    ----------
    wording : a sentence with gaps in braces: "We spoke with {n} pupils." It is Markdown.
    values : for each gap a `Shown`, a date, or a text of the kit's own vocabulary. Texts are
        escaped; numbers are refused, since only a `Shown` has been through the rules.

    Raises
    ------
    UnprotectedError
        For a bare number, for words that a notebook put together, or anything else that is not
        protected.
    """

    wording: str
    values: Mapping[str, Shown] = field(default_factory=dict)
    see: tuple[str, ...] = ()
    sentences: tuple[Statement, ...] = ()

    __repr__ = briefly

    def __init__(self, wording: str, **values: Shown | date | str) -> None:
        frame = outside()
        words(wording, frame, "The wording of a statement")
        object.__setattr__(self, "wording", wording)
        protected = {name: _protected(name, value, frame) for name, value in values.items()}
        hold_pupils_back((wording, *(v.text for v in protected.values())), "A sentence")
        object.__setattr__(self, "values", MappingProxyType(protected))
        # An ID may come together in it. Nothing is said yet, so no catalogue is asked.
        whole = wording.format(**{name: value.text for name, value in protected.items()})
        hold_pupils_back((whole,), "A sentence")
        object.__setattr__(self, "see", ())
        object.__setattr__(self, "sentences", ())

    def pointing_to(self, *labels: str) -> Statement:
        """The same sentence with a reference to the figures and tables that show it.

        Parameters
        ----------
        labels : of figures and tables. Export leaves out those that the report does not hold,
            as where there was too little to draw.
        """
        if wrong := [label for label in labels if not LABEL.fullmatch(label)]:
            raise ValueError(f"{wrong[0]!r} is no label of a figure or table")
        made = Statement(self.wording, **self.values)
        object.__setattr__(made, "see", labels)
        object.__setattr__(made, "sentences", self.sentences)
        return made

    @property
    def markdown(self) -> str:
        """The sentence with its values escaped."""
        return self._said(lambda wording: wording, escape) + reference(self.see)

    @property
    def plain(self) -> str:
        """The sentence with nothing escaped, and with the asterisks of its wording."""
        return self._said(lambda wording: wording, str)

    @property
    def bare(self) -> str:
        """The sentence as a terminal shows it: no markup at all."""
        return self._said(lambda wording: _marked(wording, r"\1", r"\1"), str)

    @property
    def html(self) -> str:
        """The sentence as JupyterLab shows it.

        The wording's asterisks become elements before the values come in, each of them escaped,
        so that an asterisk or a bracket in a value stays what it is.
        """
        return self._said(
            lambda wording: _marked(
                html.escape(wording, quote=False), r"<strong>\1</strong>", r"<em>\1</em>"
            ),
            lambda text: html.escape(clean(text), quote=False),
        )

    def _said(self, dress: Callable[[str], str], protect: Callable[[str], str]) -> str:
        if self.sentences:
            return " ".join(part._said(dress, protect) for part in self.sentences)
        wording = dress(current().form(self.wording))
        return wording.format(**{name: protect(v.text) for name, v in self.values.items()})

    @property
    def audit(self) -> tuple[Hidden, ...]:
        """What was hidden in it."""
        return hidden_in(self.values, "sentence")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return text_bundle(self.markdown, self.bare, [self])


def _protected(name: str, value: Shown | date | str, frame: Any) -> Shown:
    if isinstance(value, Shown):
        return value
    if isinstance(value, date | str):
        words(value, frame, f"The value for {{{name}}}")
    if isinstance(value, date):
        return Shown(long_date(value))
    if isinstance(value, str):
        return Shown(value)
    raise UnprotectedError(
        f"The value for {{{name}}} is not protected. Use disclosure.count(number, study.rules) for "
        "people, disclosure.share, disclosure.statistic or disclosure.free_text."
    )


def text_bundle(
    markdown: str, plain: str, statements: Sequence[Statement], shown: str = ""
) -> dict[str, Any]:
    return bundle(
        "text",
        plain=plain,
        markdown=markdown,
        html=shown,
        audit=_audit(statements),
        values=[value for s in statements for value in s.values.values()],
    )


def _marked(wording: str, strong: str, emphasis: str) -> str:
    """A wording with what stood between asterisks put into these."""
    return _EMPHASIS.sub(emphasis, _STRONG.sub(strong, wording))


def _audit(statements: Sequence[Statement]) -> tuple[Hidden, ...]:
    return tuple(hidden for s in statements for hidden in s.audit)


def joined(statements: Sequence[Statement]) -> Statement:
    """Several sentences as one, their gaps kept apart."""
    wordings, values = [], {}
    for i, statement in enumerate(statements):
        wording = statement.wording
        for name, value in statement.values.items():
            wording = wording.replace(f"{{{name}}}", f"{{s{i}_{name}}}")
            values[f"s{i}_{name}"] = value
        wordings.append(wording)
    made = Statement(" ".join(wordings), **values)
    object.__setattr__(made, "sentences", tuple(statements))
    return made
