"""`settings.yml`: every key optional, unknown keys refused, faults named with their line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from spp_research import colours
from spp_research.catalogue import Catalogue, of_language
from spp_research.errors import ConfigurationError
from spp_research.kinds import BEST_PRACTICE
from spp_research.telling import as_facts, briefly
from spp_research.terms import MOST_LETTERS, TERMS, Words, several, unfit

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails
    from yaml.nodes import Node

Format = Literal["html", "docx", "pdf"]
_MOST_BYTES = 100_000  # of the file; what it may say takes a few hundred
_DEEPEST = 5  # levels; settings have three
_DIGITS = re.compile("0|-?[1-9][0-9]*")
# Letters of other scripts stand in an address as its own signs for them, as browsers copy them.
_SITE_ADDRESS = re.compile(
    r"https://[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
    r"(?::[1-9][0-9]{0,4})?(?:/(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})*)*"
)
_LONGEST = 60  # letters of what a message repeats


# What each setting takes, in the words of the message when it was given something else.
_ALLOWED = {
    "accent": "a colour as six digits or letters a to f after a #, in quotation marks: "
    f"'{colours.DEFAULT_ACCENT}'",
    "as_at": "a date, year first: 2026-07-10",
    "formats": "a list of one or more of html, docx and pdf: [html, docx, pdf]",
    "language": "cy for Welsh or en for English, for both the best-practice write-ups and the "
    f"website, or for each of them: language: {{{BEST_PRACTICE.name}: cy, site: cy}}",
    "licence": "words in quotation marks: 'CC BY 4.0'",
    "logo": "the name of a picture beside settings.yml: logo.png",
    "site_address": "the address that the website is to have, from https:// on, without a page, "
    "a ? or a #: https://riverside.example/best-practice/",
    "numbers_to_reuse": "true or false: whether each document, with its tables and charts, is also "
    "made as files to reuse",
    "terms": "your own word for one of the kit’s, of one and of several: next step: {one: key "
    "action, many: key actions}",
    "thresholds": "an audience (school, partnership or public) and under it whole numbers from 1 "
    "to 10,000 for pupils and respondents",
}


class Thresholds(BaseModel):
    """Stricter thresholds for one audience."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    pupils: Annotated[int, Field(ge=1, le=10_000)] | None = None
    respondents: Annotated[int, Field(ge=1, le=10_000)] | None = None


def _known_term(name: str) -> str:
    if name not in TERMS:
        raise ValueError(
            f"{_shortly(name)} is not a word that can be changed. Those that can are: "
            f"{', '.join(TERMS)}."
        )
    return name


def _for_both(value: object) -> object:
    """One language for all that can be had in another than English."""
    return dict.fromkeys(_IN_LANGUAGES, value) if isinstance(value, str) else value


def _has_languages(name: str) -> str:
    if name not in _IN_LANGUAGES:
        raise ValueError
    return name


_IN_LANGUAGES = (BEST_PRACTICE.name, "site")


def _called(value: object) -> object:
    """A term that is given as one word, of one and of several."""
    return {"one": value} if isinstance(value, str) else value


class Called(BaseModel):
    """What a partnership calls something, of one and of several."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    one: str
    many: str = ""

    @field_validator("one", "many")
    @classmethod
    def _fit(cls, value: str) -> str:
        """Refuse what could not stand in a heading, a sentence and a picture."""
        if why := unfit(value):
            raise ValueError(
                f"the term {_shortly(value)} {why}. A term has up to {MOST_LETTERS} letters that "
                "are read from the left, and between them spaces, hyphens or apostrophes: key "
                "action."
            )
        return value

    @property
    def words(self) -> Words:
        return Words(self.one, self.many or several(self.one))


class Settings(BaseModel):
    """What a partnership may choose. The defaults are a working kit.

    `accent` is the colour of headings and rules; `as_at` the day the reports look from (default:
    the day they are made), which a withdrawn sign-off does not wait for (`sign_off.standing`);
    `formats` the files that `spp report` makes; `language` that of the best-practice write-ups and
    of the website, the rest being in English; `licence` that of what is published; `logo` the name
    of a picture in the workspace; `numbers_to_reuse` whether a document is also made as data
    (`report.json`) and its tables and charts as a workbook and CSV files; `site_address` where the
    website is to be, from which whole addresses are made; `terms` what the partnership calls the
    things that `terms.TERMS` lists; `thresholds` those of an audience, stricter than the kit's or
    not at all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    accent: str = colours.DEFAULT_ACCENT
    as_at: date | None = None
    formats: Annotated[list[Format], Field(min_length=1)] = ["html", "docx", "pdf"]
    language: Annotated[
        dict[Annotated[str, AfterValidator(_has_languages)], Literal["en", "cy"]],
        BeforeValidator(_for_both),
    ] = {}
    licence: Annotated[str, Field(max_length=200)] = "CC BY 4.0"
    logo: Annotated[str, Field(max_length=200)] = ""
    numbers_to_reuse: bool = True
    site_address: Annotated[str, Field(max_length=200)] = ""
    terms: dict[
        Annotated[str, AfterValidator(_known_term)], Annotated[Called, BeforeValidator(_called)]
    ] = {}
    thresholds: dict[Literal["school", "partnership", "public"], Thresholds] = {}

    __repr__ = briefly
    _repr_html_ = as_facts

    @property
    def fixes_day(self) -> bool:
        """Whether the day that reports look from stays while the calendar goes on."""
        return self.as_at is not None

    @property
    def catalogue(self) -> Catalogue:
        """How the kit's sentences are said in this workspace."""
        return self.speech()

    def speech(self, of: str = "") -> Catalogue:
        """How the kit's sentences are said in a kind of document, or on the website.

        Parameters
        ----------
        of : the name of the kind, or "site".
        """
        terms = {name: called.words for name, called in self.terms.items()}
        return of_language(self.language.get(of, "en"), terms)

    @field_validator("accent")
    @classmethod
    def _readable(cls, value: str) -> str:
        """Refuse an accent in which a heading could not be read."""
        if not colours.is_colour(value):
            raise ValueError
        ratio = colours.least_contrast(value)
        if ratio < colours.READABLE:
            raise ValueError(
                f"accent is “{value}”. Words in it would stand out from the page by only "
                f"{ratio:.1f} to 1, and they need {colours.READABLE} to 1 to be read. Choose a "
                f"darker colour, for example '{colours.readable(value)}'."
            )
        return value

    @field_validator("licence", "logo")
    @classmethod
    def _printable(cls, value: str) -> str:
        """Refuse letters that nobody sees."""
        if not value.isprintable():
            raise ValueError
        return value

    @field_validator("logo")
    @classmethod
    def _within(cls, value: str) -> str:
        """Refuse a picture from anywhere but the workspace."""
        if Path(value).is_absolute() or ".." in Path(value).parts:
            raise ValueError
        return value

    @field_validator("site_address")
    @classmethod
    def _as_a_folder(cls, value: str) -> str:
        """Refuse what no page of the website could be added to; end it as a folder ends."""
        scheme, between, rest = value.partition("://")
        host, slash, path = rest.partition("/")
        value = f"{scheme.lower()}{between}{host.lower()}{slash}{path}"  # which mean the same
        if value and not _SITE_ADDRESS.fullmatch(value):
            raise ValueError
        if any(not part.strip(".") for part in value.rstrip("/").split("/")[3:]):
            raise ValueError  # a folder above, or none
        last = value.rpartition("/")[2]
        if last.endswith((".html", ".htm")) and value.count("/") > 2:
            raise ValueError
        return value and f"{value.rstrip('/')}/"

    @field_validator("terms")
    @classmethod
    def _told_apart(cls, value: dict[str, Called]) -> dict[str, Called]:
        """Refuse one word for two things."""
        for name, called in value.items():
            forms = {called.words.one.casefold(), called.words.many.casefold()}
            for other, term in TERMS.items():
                theirs = value[other].words if other in value else term.words
                if other != name and forms & {theirs.one.casefold(), theirs.many.casefold()}:
                    raise ValueError(
                        f"{_shortly(called.one)} would be both {name} and {other}, and nobody "
                        "could tell them apart. Give each a word of its own."
                    )
        return value

    def own_thresholds(self) -> dict[str, dict[str, int]]:
        """The thresholds as `disclosure.rules_for` takes them."""
        return {
            audience: own.model_dump(exclude_none=True) for audience, own in self.thresholds.items()
        }


def read_settings(path: Path) -> Settings:
    """The settings in `path`; the defaults where there is no such file.

    Raises
    ------
    ConfigurationError
        Naming the line: text that is not YAML, a key twice, an unknown key, a wrong value, or
        what settings have no need of (anchors, aliases, tags, more than a few levels).
    """
    if not path.is_file():
        if path.exists() or path.is_symlink():
            raise ConfigurationError(
                f"{path.name} is not a file. Take it away, or put a text file in its place."
            )
        return Settings()
    node = _node(_text(path), path.name)
    if node is None:
        return Settings()
    lines = _lines(node, path.name)
    try:
        return Settings.model_validate(_value(node, path.name))
    except ValidationError as error:
        first = error.errors()[0]
        whole = place = ".".join(str(part) for part in first["loc"] if part != "[key]")
        while place and place not in lines:  # a part that was not written out, as a term's "one"
            place = place.rpartition(".")[0]
        line = lines.get(place, 1)
        raise ConfigurationError(f"{path.name}, line {line}: {_sentence(whole, first)}") from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ConfigurationError(
                f"{path.name} has more than {_MOST_BYTES:,} bytes, and settings take a few lines. "
                "Start again from the example, or delete the file to use the defaults."
            )
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError(
            f"{path.name} is not plain text. Save it as a text file in UTF-8."
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"{path.name} cannot be opened ({error.strerror}). Close it in other programs, and "
            "check that it is yours to read."
        ) from None


def _node(text: str, name: str) -> Node | None:
    """The document as its parts stand in the text; None where it is empty.

    It is looked over event by event first, so that nothing is made of what unfolds into more than
    was written, or is nested so deeply that a reader would fail.
    """
    import yaml

    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            what = ""
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                what = "there is a name for a part of the text (& or *)"
            elif getattr(event, "tag", None):
                what = "there is a mark for a kind of value (!)"
            elif depth > _DEEPEST:
                what = f"there are more than {_DEEPEST} levels, one within the other"
            if what:
                raise ConfigurationError(
                    f"{name}, line {event.start_mark.line + 1}: {what}, which "
                    "settings do not use. Write the values themselves, as in the example; a value "
                    "that begins with such a sign goes in quotation marks."
                )
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(
            f"{name}, line {line}: this is not valid YAML ({error.problem}). Compare it with "
            "the example, for instance: as_at: 2026-07-10"
        ) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigurationError(
            f"{name}, line {line}: there is a sign that no text has. Type the line again."
        ) from None
    except yaml.YAMLError:
        raise ConfigurationError(
            f"{name} is not valid YAML. Start again from the example."
        ) from None


def _value(node: Node, name: str, key: str = "") -> Any:
    """What a part of the document says; each value on its own, so that its line can be named."""
    import yaml

    if isinstance(node, yaml.MappingNode):
        return {str(k.value): _value(v, name, key or str(k.value)) for k, v in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, name, key) for item in node.value]
    loader = yaml.SafeLoader("")
    try:
        if node.tag.endswith(":int") and not _DIGITS.fullmatch(node.value):
            raise ValueError  # YAML takes 010 for 8 and 1:30 for 90
        return loader.construct_object(node)
    except (ValueError, OverflowError, yaml.YAMLError):
        # A day that the calendar does not have, a number of thousands of digits.
        allowed = _ALLOWED.get(key)
        give = f"Give {allowed}." if allowed else "Put it in quotation marks if it is words."
        raise ConfigurationError(
            f"{name}, line {node.start_mark.line + 1}: {_shortly(key)[1:-1]} is "
            f"{_shortly(node.value)}, which cannot be used. {give}"
        ) from None
    finally:
        loader.dispose()


def _shortly(value: object) -> str:
    said = value if isinstance(value, str) else _said(value)
    flat = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    return f"“{flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + '…'}”"


def _said(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # a number of more digits than are written out
        return "a number of thousands of digits"


def _lines(node: Node, name: str) -> dict[str, int]:
    """The line of each key, as "thresholds.public.pupils"; a key given twice is refused."""
    import yaml

    if not isinstance(node, yaml.MappingNode):
        raise ConfigurationError(
            f"{name}, line 1: settings are lines of the form key: value. Start again from the "
            "example, or delete the file to use the defaults."
        )
    lines: dict[str, int] = {}

    def walk(node: Node, prefix: str) -> None:
        if isinstance(node, yaml.SequenceNode):
            for place, item in enumerate(node.value):
                lines[f"{prefix}{place}"] = item.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            return
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise ConfigurationError(
                    f"{name}, line {line}: a setting has one word before its colon. Compare it "
                    "with the example, for instance: as_at: 2026-07-10"
                )
            path = f"{prefix}{key.value}"
            if path in lines:
                raise ConfigurationError(
                    f"{name}, line {line}: {_shortly(path)} is given twice (first on line "
                    f"{lines[path]}). Keep one of them."
                )
            lines[path] = line
            walk(value, f"{path}.")

    walk(node, "")
    return lines


def _sentence(place: str, fault: ErrorDetails) -> str:
    """One plain sentence for one of pydantic's faults, whose own words are for programmers."""
    if fault["type"] == "extra_forbidden":
        parts: dict[str, type[BaseModel]] = {"terms": Called, "thresholds": Thresholds}
        within = parts[str(fault["loc"][0])] if len(fault["loc"]) > 1 else Settings
        known = ", ".join(within.model_fields)
        return f"{_shortly(place)} is not a setting. The settings here are: {known}."
    key = place.split(".", 1)[0]
    if fault["type"] == "value_error" and (said := str(fault["ctx"]["error"])):
        return said
    return f"{key} is {_shortly(fault['input'])}, which cannot be used. Give {_ALLOWED[key]}."
