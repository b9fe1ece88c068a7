"""Sentences, panels and other running text of protected values.

The wording is the kit's; what goes into it is protected or escaped. A bare number is refused,
so that a count cannot slip into a sentence when the table beside it hides it.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spp_research.catalogue import called
from spp_research.errors import InputError, UnprotectedError
from spp_research.protect.disclosure import Shown
from spp_research.protect.disclosure.opened import hold_pupils_back
from spp_research.protect.disclosure.origin import outside, words
from spp_research.telling import briefly
from spp_research.words.statements import Statement, text_bundle
from spp_research.words.text import attribute, paragraphs

FOR_CHECKING = "For whoever checks the numbers"  # the method, which few look up: in smaller type
PANELS = (
    "Key points",
    "How we know",
    "What we cannot tell",
    "For the workshop",
    "How to read this",
    FOR_CHECKING,
)


ENTRY = "entry"  # the class of a heading that is one of several under a section


@dataclass(frozen=True)
class Bullets:
    """A list of statements."""

    statements: Sequence[Statement]

    __repr__ = briefly

    def __post_init__(self) -> None:
        _only_statements(self.statements, "A list")

    @property
    def markdown(self) -> str:
        """One item a line."""
        return "\n".join(f"- {s.markdown}" for s in self.statements)

    @property
    def html(self) -> str:
        """The list as JupyterLab shows it."""
        return f"<ul>{''.join(f'<li>{s.html}</li>' for s in self.statements)}</ul>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return text_bundle(self.markdown, _plain(self.statements), self.statements)


@dataclass(frozen=True)
class Panel:
    """A titled panel, in the same shape and place in every document.

    Parameters
    ----------
    title : one of `PANELS`.
    statements : what it says, one item each; a single one stands as a paragraph.
    """

    title: str
    statements: Sequence[Statement]

    __repr__ = briefly

    def __post_init__(self) -> None:
        if str(self.title) not in PANELS:
            raise InputError(
                f"{self.title!r:.60} is not a panel; they are {', '.join(PANELS)}. Words under a "
                'heading of your own: show.words("What we learnt", "…")'
            )
        _only_statements(self.statements, "A panel")

    @property
    def markdown(self) -> str:
        """The fenced division that both renderers draw as a panel."""
        if len(self.statements) == 1:
            inner = self.statements[0].markdown
        else:
            inner = Bullets(self.statements).markdown
        closing = " .closing" if self.title == FOR_CHECKING else ""
        return f'::: {{.panel{closing} title="{attribute(called(self.title))}"}}\n{inner}\n:::'

    @property
    def html(self) -> str:
        """What JupyterLab shows."""
        return (
            '<section style="border-left:4px solid #12436D;padding:.2em 1em;margin:0 0 1.5em;'
            'max-width:44em">'
            f"<strong>{html.escape(called(self.title))}</strong>{Bullets(self.statements).html}</section>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        plain = f"{called(self.title)}\n{_plain(self.statements)}"
        return text_bundle(self.markdown, plain, self.statements, self.html)


@dataclass(frozen=True)
class Small:
    """Paragraphs in small type over the whole width: what is looked up, and not read through."""

    statements: Sequence[Statement]

    __repr__ = briefly

    def __post_init__(self) -> None:
        _only_statements(self.statements, "A note")

    @property
    def markdown(self) -> str:
        """The fenced division that notes stand in."""
        inner = "\n\n".join(" ".join(s.markdown.split()) for s in self.statements)
        return f"::: {{.notes}}\n{inner}\n:::"

    @property
    def html(self) -> str:
        """What JupyterLab shows."""
        return "".join(f"<p><small>{s.html}</small></p>" for s in self.statements)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return text_bundle(self.markdown, _plain(self.statements), self.statements, self.html)


@dataclass(frozen=True)
class Heading:
    """A statement over what belongs to it: one finding, one action, one outcome.

    Whatever the format is, it stays on the page of what follows it.
    """

    statement: Statement

    __repr__ = briefly

    def __post_init__(self) -> None:
        _only_statements([self.statement], "A heading")

    @property
    def markdown(self) -> str:
        """A heading below those that a notebook holds."""
        return f"### {' '.join(self.statement.markdown.split())} {{.{ENTRY}}}"

    @property
    def html(self) -> str:
        """What JupyterLab shows."""
        return f"<h4>{self.statement.html}</h4>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return text_bundle(self.markdown, self.statement.bare, [self.statement], self.html)


@dataclass(frozen=True)
class Paragraphs:
    """Somebody's own words, as paragraphs.

    Parameters
    ----------
    text : from `disclosure.free_text`.
    missing : what to say where nothing was written.
    """

    text: Shown
    missing: str = "Nothing has been written here yet."

    __repr__ = briefly

    def __post_init__(self) -> None:
        own = () if self.missing == type(self).missing else (self.missing,)
        _only_shown(self.text, own, outside())

    @property
    def markdown(self) -> str:
        """The paragraphs, escaped."""
        written = paragraphs(self.text.text) if self.text.text != "–" else ()
        return "\n\n".join(written) or self.missing

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return text_bundle(self.markdown, self.text.text, ())


@dataclass(frozen=True)
class Steps:
    """Steps in order, from a text with one step a line."""

    text: Shown
    missing: str = "The steps have not been written down yet."

    __repr__ = briefly

    def __post_init__(self) -> None:
        own = () if self.missing == type(self).missing else (self.missing,)
        _only_shown(self.text, own, outside())

    @property
    def markdown(self) -> str:
        """A numbered list."""
        steps = paragraphs(self.text.text) if self.text.text != "–" else ()
        return "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1)) or self.missing

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return text_bundle(self.markdown, self.text.text, ())


def _only_statements(statements: Sequence[Statement], what: str) -> None:
    if not all(isinstance(one, Statement) for one in statements):
        raise UnprotectedError(
            f'{what} takes statements: display.Statement("We asked {{n}} pupils.", '
            "n=disclosure.count(number, study.rules))."
        )


def _only_shown(text: Shown, others: Sequence[str], frame: Any) -> None:
    if not isinstance(text, Shown):
        raise UnprotectedError(
            "Somebody's own words are to be given as disclosure.free_text(text)."
        )
    for other in others:
        words(other, frame, "What stands beside somebody's own words")
    hold_pupils_back((text.text, *others), "A text")


def _plain(statements: Sequence[Statement]) -> str:
    return "\n".join(f"- {s.bare}" for s in statements)
