"""The kit's sentences as messages: English in the code, another wording or language by a catalogue.

As with gettext, the English sentence is the key. A catalogue is a file of that system (.po), which
translators' programs open; what it does not hold is said in English. Sentences are whole, with
named gaps, so that another language can put its words in another order, and a sentence about a
number has a form for one and a form for many, of which another language may have more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from string import Formatter

from spp_research.errors import ConfigurationError
from spp_research.terms import Words, reworded


def _english(n: int) -> int:
    return 0 if n == 1 else 1


@dataclass(frozen=True)
class Catalogue:
    """How the kit's sentences are said.

    Parameters
    ----------
    language : as a web page names it: "en", "cy".
    forms : for each English sentence (its form for one) the forms that are said instead.
    which : for a number, the place of the form that goes with it.
    terms : the words that a partnership has chosen, by the kit's own. They go into the English
        sentences; who translates has chosen words already.
    unread : whether nobody who speaks the language has read it yet, as its first lines say.
    lacking : the sentences that were asked for and that it does not hold, as they come up.
    """

    language: str = "en"
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    which: Callable[[int], int] = _english
    terms: Mapping[str, Words] = field(default_factory=dict)
    unread: bool = False
    lacking: set[str] = field(default_factory=set, compare=False, repr=False)

    def form(self, one: str, many: str = "", n: int | None = None) -> str:
        """A sentence with its gaps still open.

        Parameters
        ----------
        one : the English sentence; where it depends on a number, as it is said of one.
        many : the same as it is said of several.
        n : the number.
        """
        forms = self.forms.get(one)
        if forms is None and self.language != "en" and _has_words(one):
            self.lacking.add(one)
        if n is None or not many:
            return forms[0] if forms else reworded(one, self.terms)
        if forms:
            return forms[min(self.which(n), len(forms) - 1)]
        return reworded(one if n == 1 else many, self.terms)


def _has_words(sentence: str) -> bool:
    """Whether anything in a sentence stands outside of its gaps; with gaps alone it is in none."""
    return any(any(map(str.isalpha, text)) for text, *_ in Formatter().parse(sentence))


ENGLISH = Catalogue()
_MADE_OF = Path(__file__).parent / "words"
LANGUAGES = {"en": "English", "cy": "Welsh"}  # that the kit can say a write-up and the site in


def of_language(language: str, terms: Mapping[str, Words] | None = None) -> Catalogue:
    """The kit's own catalogue of a language, with nothing asked of it yet.

    Parameters
    ----------
    language : one of `LANGUAGES`.
    terms : as for `Catalogue`, for what is still said in English.
    """
    if language == "en":
        return Catalogue(terms=terms) if terms else ENGLISH
    return replace(_read(language), terms=terms or {}, lacking=set())


@cache
def _read(language: str) -> Catalogue:
    return read_catalogue(_MADE_OF / f"{language}.po")


_CURRENT: ContextVar[Catalogue] = ContextVar("spp_catalogue", default=ENGLISH)


def current() -> Catalogue:
    """The catalogue that sentences are said by at the moment."""
    return _CURRENT.get()


@contextmanager
def speaking(catalogue: Catalogue) -> Iterator[None]:
    """Say everything inside of the block by this catalogue."""
    before = _CURRENT.set(catalogue)
    try:
        yield
    finally:
        _CURRENT.reset(before)


def choose(catalogue: Catalogue) -> None:
    """Say everything from now on by this catalogue, as a notebook does that opens a workspace."""
    _CURRENT.set(catalogue)


def say(one: str, many: str = "", /, n: int | None = None, **gaps: object) -> str:
    """A sentence, or a part of one that stands by itself, with its gaps filled.

    Parameters
    ----------
    one, many, n : as for `Catalogue.form`; `n` chooses the form and fills no gap.
    gaps : what stands in the gaps.
    """
    return current().form(one, many, n).format(**gaps)


def called(words: str) -> str:
    """What a list of the kit's own calls something, as readers call it here.

    Parameters
    ----------
    words : of the kit's lists, which are no sentences of the code: a kind of finding, a role, a
        step of the agenda. Never what people typed.
    """
    return current().form(words)


def gaps_of(sentence: str) -> frozenset[str]:
    """The names of the gaps of a sentence."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def read_catalogue(path: Path) -> Catalogue:
    """A catalogue from a file of gettext's form.

    Parameters
    ----------
    path : the file, with the language in its header or else in its name ("cy.po").

    Raises
    ------
    ConfigurationError
        Where the file cannot be read, or a sentence lacks a gap or has one too many: a number
        that is left out would change what is said.
    """
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            found = read_po(file, abort_invalid=True)
    except (OSError, UnicodeDecodeError, PoFileError, ValueError) as error:
        raise ConfigurationError(f"{path.name}: this is no file of sentences: {error}.") from None
    forms: dict[str, tuple[str, ...]] = {}
    for message in found:
        english, said = _forms(message.id), _forms(message.string)
        one, many = english[0], len(english) > 1
        if not one or message.fuzzy or not all(said):
            continue  # the header, what a translator is not sure of, and what is not done yet
        wanted = frozenset[str]().union(*map(gaps_of, english))
        for one_form in said:
            try:
                held = gaps_of(one_form)
            except ValueError:
                held = frozenset("?")
            if held != wanted and not (many and held == gaps_of(one)):
                raise ConfigurationError(
                    f"{path.name}, line {message.lineno}: “{one_form}” must have the gaps "
                    f"{_named(wanted)} and has {_named(held)}. Write each gap as it is in the "
                    "English sentence, in braces."
                )
        forms[one] = said
    plural = found.plural_forms
    language = str(found.locale_identifier or path.stem).replace("_", "-")
    unread = _UNREAD in str(found.header_comment)
    return Catalogue(language, forms, _rule(plural), unread=unread)


_UNREAD = "has not been read by anybody who speaks"  # in the first lines of a catalogue


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A message's forms, of which one that no number changes has a single one."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def _named(gaps: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(gaps)) or "none"


def _rule(header: str) -> Callable[[int], int]:
    """The rule of a header "nplurals=2; plural=(n != 1)", which is an expression of C."""
    from gettext import c2py

    _, _, expression = header.partition("plural=")
    return c2py(expression.rstrip("; "))
