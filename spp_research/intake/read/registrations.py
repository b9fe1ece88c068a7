"""The file by which two partnerships register with each other, read as what comes from outside.

It says who the other side is: its name, its schools, and the people who may review here or lead a
workshop, with their training. Somebody of the other side is written as “harbour:RA1”, so that two
sides may have a person RA1 and a school “oakfield” each. A file is refused in one plain sentence,
and never stops anything else (decision 46).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.protect.sign_off import mark_of
from spp_research.workspace import safe_slug

from ..faults import quote
from .partners import EARLIER, FOLDER, NOBODY, TO_SEND, Registered
from .typed_rows import Row

VERSION = 1
KIND = "spp-registration"
ENDING = ".json"
MOST_BYTES = 1_000_000
LONGEST_ID = 12  # so that four of “harbour:RA1” fit the cell of a review team

_AGAIN = "Ask the other lead to send it again; it is made with: spp partner --make"
_PERSON = re.compile(r"[^\W_]+(?:[-._ ][^\W_]+)*")
_DAYS = (date(2000, 1, 1), date(2099, 12, 31))
_JOINERS = "\u200c\u200d"  # unseen, and part of how names are written in some scripts
REVIEWING = ("Peer reviewer", "Improvement champion")  # the roles with a part in a review


def _one_line(text: str) -> str:
    """A text that is one line, and in which nothing stands that nobody sees."""
    unseen = any(unicodedata.category(c)[0] == "C" and c not in _JOINERS for c in text)
    if unseen or text != " ".join(text.split()):
        raise ValueError("not one line of plain text")
    return text


def _side(text: str) -> str:
    return partnership_id(text)


def _school(text: str) -> str:
    try:
        return safe_slug(text)
    except ConfigurationError:
        raise ValueError("no short name") from None


def _person(text: str) -> str:
    if not _PERSON.fullmatch(text):
        raise ValueError("no ID of a person")
    return text


def _role(text: str) -> str:
    if text not in REVIEWING:
        raise ValueError("not a role of a review")
    return text


def _possible(day: date) -> date:
    if not _DAYS[0] <= day <= _DAYS[1]:
        raise ValueError("no day of a review cycle")
    return day


Line = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_one_line)]
Day = Annotated[date, AfterValidator(_possible)]


class _Record(BaseModel):
    """Frozen, and closed to anything it does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Trained(_Record):
    """A role that somebody has, with the training for it."""

    role: Annotated[str, AfterValidator(_role)]
    trained_on: Day | None = None
    refresher_due: Day | None = None


class Colleague(_Record):
    """Somebody of the other side who may review here, or lead a workshop."""

    person_id: Annotated[str, Field(max_length=12), AfterValidator(_person)]
    name: Line
    school: Annotated[str, AfterValidator(_school)]
    roles: Annotated[tuple[Trained, ...], Field(min_length=1, max_length=len(REVIEWING))]
    days_to_give: Annotated[int, Field(ge=0, le=60)] | None = None


class ThatSchool(_Record):
    """A school of the other side."""

    school: Annotated[str, AfterValidator(_school)]
    school_name: Line


class Registration(_Record):
    """One side of a pair, as its own lead has told it.

    Parameters
    ----------
    partnership_id : a short name by which it is known for ever, also when it is renamed.
    partnership, cycle, lead, contact_email : as its lead's workbook has them.
    made_on : the day on which it was made; a later one takes its place.
    withdrawn_on : from this day on nobody of it reviews here; None while it stands.
    mark : nine letters that go with all of the above, to be compared on the telephone. It finds a
        slip or a change on the way; it is no signature.
    """

    kind: Literal["spp-registration"] = "spp-registration"
    version: Literal[1] = 1
    partnership_id: Annotated[str, AfterValidator(_side)]
    partnership: Line
    cycle: Annotated[Line, Field(max_length=20)]
    lead: Annotated[str, Field(max_length=120), AfterValidator(_one_line)] = ""
    contact_email: Annotated[str, Field(max_length=120), AfterValidator(_one_line)] = ""
    made_on: Day
    withdrawn_on: Day | None = None
    schools: Annotated[tuple[ThatSchool, ...], Field(min_length=1, max_length=500)]
    people: Annotated[tuple[Colleague, ...], Field(max_length=2000)] = ()
    mark: Annotated[str, Field(max_length=11)] = ""
    # Those of earlier registrations whom this one does not name, kept beside it and not in it.
    _before: tuple[Colleague, ...] = PrivateAttr(default=())
    _their_schools: Mapping[str, str] = PrivateAttr(default_factory=dict)

    def __repr__(self) -> str:
        return f"Registration of {self.partnership_id}"

    def full_id(self, person_id: str) -> str:
        """How one of its people is written here: "harbour:RA1"."""
        return f"{self.partnership_id}:{person_id}"

    @property
    def ids(self) -> dict[str, Colleague]:
        """Its people by how they are written here, and whoever was one of them before."""
        return {self.full_id(one.person_id): one for one in (*self.people, *self._before)}

    @property
    def gone(self) -> frozenset[str]:
        """Of `ids`, those whom an earlier registration named and this one does not."""
        return frozenset(self.full_id(one.person_id) for one in self._before)

    def school_name(self, slug: str) -> str:
        """The name of one of its schools, also of one that it had before."""
        known = {one.school: one.school_name for one in self.schools}
        return known.get(slug) or self._their_schools.get(slug, slug)

    def after(self, earlier: Iterable[Registration]) -> Registration:
        """This registration, with whoever was named in earlier ones of the same side.

        A review that has been stays what it was: whoever took part in it is known for ever, and is
        asked for nothing after the day on which a registration did not name them any more.
        """
        named = {one.person_id.casefold() for one in self.people}
        before: dict[str, Colleague] = {}
        schools: dict[str, str] = {}
        for older in sorted(earlier, key=lambda one: one.made_on):
            schools |= {one.school: one.school_name for one in older.schools}
            before |= {one.person_id.casefold(): one for one in older.people}
        known = self.model_copy()
        known._before = tuple(one for who, one in before.items() if who not in named)
        known._their_schools = schools
        return known

    def rows(self, *, gone: bool = False) -> Iterator[Row]:
        """Its people as rows of the sheet of people; their schools are none of ours.

        Parameters
        ----------
        gone : also of those who are not among them any more, and of whom nothing more is asked.
        """
        for who, one in self.ids.items():
            if who in self.gone and not gone:
                continue
            for trained in one.roles:
                yield {
                    "person_id": who,
                    "name": one.name,
                    "school": f"{self.partnership_id}:{one.school}",
                    "role": trained.role,
                    "trained_on": trained.trained_on,
                    "refresher_due": trained.refresher_due,
                    "from_elsewhere": self.partnership,
                    "days_to_give": one.days_to_give,
                }


def partnership_id(text: str) -> str:
    """`text`, if a partnership can be known by it: a short name of twelve letters at most.

    Raises
    ------
    ValueError
        When it cannot.
    """
    try:
        safe_slug(text)
    except ConfigurationError:
        raise ValueError("no short name") from None
    if len(text) > LONGEST_ID or text == TO_SEND:
        raise ValueError("too long for a short name")
    return text


def sealed(registration: Registration) -> Registration:
    """The registration with the mark of its content."""
    return registration.model_copy(update={"mark": _mark(registration.model_dump(mode="json"))})


def text_of(registration: Registration) -> str:
    """The text of its file."""
    document = registration.model_dump(mode="json")
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def read_registrations(root: Path) -> Registered[Registration]:
    """Every registration of a workspace, and why any other file beside them is not one.

    Of two files of one side the one in its own name is read, and of two sides with one name the
    one that was made later.
    """
    folder = root / FOLDER
    if not folder.is_dir():
        return NOBODY
    found: dict[str, Registration] = {}
    refused: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() != ENDING or path.name.startswith((".", "~")):
            continue
        try:
            found[path.name] = _in_its_name(read_registration(path), path)
        except EvidenceError as error:
            refused[path.name] = str(error)
    for name, older in _twice(found):
        refused[name] = older
        del found[name]
    sides = (side.after(_earlier(folder, side.partnership_id)) for side in found.values())
    return Registered(tuple(sides), refused)


def earlier_file(root: Path, side: Registration) -> Path:
    """Where a registration is kept that a newer one has taken the place of."""
    own = root / FOLDER / side.partnership_id / EARLIER
    return own / f"{side.made_on.isoformat()}.{side.mark}{ENDING}"


def _earlier(folder: Path, side: str) -> Iterator[Registration]:
    """The registrations of a side that are kept; one that cannot be read tells nothing."""
    for path in sorted((folder / side / EARLIER).glob(f"*{ENDING}")):
        try:
            found = read_registration(path)
        except EvidenceError:
            continue
        if found.partnership_id == side:
            yield found


def read_registration(path: Path) -> Registration:
    """Read one registration, wherever it lies.

    Raises
    ------
    EvidenceError
        When it cannot be read, is none, is of a newer kit, was changed after it was made, or says
        what cannot be so.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        if path.exists() and not path.is_file():
            raise EvidenceError(f"{name}: this is not a file. {_AGAIN}")
        if (size := path.stat().st_size) > MOST_BYTES:
            raise EvidenceError(
                f"{name}: it is {size / 1e6:,.1f} MB, and a registration is at most "
                f"{MOST_BYTES / 1e6:.0f} MB. {_AGAIN}"
            )
        content = path.read_bytes()
    except OSError as error:
        raise EvidenceError(
            f"{name}: this file cannot be opened ({error.strerror}). {_AGAIN}"
        ) from None
    return parse(content, name)


def parse(content: bytes, name: str) -> Registration:
    """The registration that some bytes hold; `name` is how a message calls the file.

    Raises
    ------
    EvidenceError
        As `read_registration` does. What it says never repeats a text of the file.
    """
    document = _document(content, name)
    version = document.get("version")
    if type(version) is not int or version < 1:
        raise EvidenceError(f"{name}: its version is not a whole number from 1 on. {_AGAIN}")
    if version > VERSION:
        raise EvidenceError(
            f"{name}: it was made with a newer kit than this one (its format is version {version}, "
            f"and this kit reads up to {VERSION}). Update the kit, and run this again."
        )
    try:
        found = Registration.model_validate_json(json.dumps(document), strict=True)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = quote(".".join(str(part) for part in fault["loc"]))
        if fault["type"] == "missing":
            told = f"it does not hold {place}."
        elif fault["type"] == "extra_forbidden":
            told = f"it holds {place}, which no registration has."
        else:
            told = f"what it says under {place} is not what a registration may say there."
        raise EvidenceError(f"{name}: {told} {_AGAIN}") from None
    if found.mark != _mark(document):
        raise EvidenceError(
            f"{name}: it was changed after it was made: its content does not fit its mark. {_AGAIN}"
        )
    if what := _implausible(found):
        raise EvidenceError(f"{name}: {what} {_AGAIN}")
    return found


def _document(content: bytes, name: str) -> dict[str, Any]:
    none = EvidenceError(
        f"{name}: this is not a registration: it cannot be read as the JSON text of one. {_AGAIN}"
    )
    try:
        document = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number
        )
        json.dumps(document, ensure_ascii=False).encode()  # half a character is no text
    except RecursionError:
        raise none from None
    except ValueError:
        raise none from None
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise none
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key that is there twice")
    return made


def _no_number(name: str) -> None:
    raise ValueError(name)


def _mark(document: Mapping[str, Any]) -> str:
    left = {key: value for key, value in document.items() if key != "mark"}
    return mark_of(json.dumps(left, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def _implausible(found: Registration) -> str:
    """What cannot be so, in a sentence that repeats no text of the file."""
    schools = [one.school for one in found.schools]
    if len(set(schools)) < len(schools):
        return "two of its schools have one short name."
    ids = [one.person_id.casefold() for one in found.people]
    if len(set(ids)) < len(ids):
        return "two of its people have one ID."
    for number, one in enumerate(found.people, start=1):
        if one.school not in schools:
            return f"person {number} works at a school that is not one of its schools."
        roles = [trained.role for trained in one.roles]
        if len(set(roles)) < len(roles):
            return f"person {number} has a role twice."
    if found.withdrawn_on is not None and found.withdrawn_on > found.made_on:
        return "it was taken back on a day after it was made."
    return ""


def _in_its_name(found: Registration, path: Path) -> Registration:
    own = f"{found.partnership_id}{ENDING}"
    if path.name == own:
        return found
    twin = path.with_name(own)
    said = f"{FOLDER}/{path.name}: it is of {quote(found.partnership_id)}"
    raise EvidenceError(
        f"{said}, which has a file of its own, {FOLDER}/{own}. Keep the newer of the two, under "
        "that name."
        if twin.is_file()
        else f"{said}, so its name should be {own}. Rename it."
    )


def _twice(found: Mapping[str, Registration]) -> Iterator[tuple[str, str]]:
    """The older of two registrations with the name of one partnership, and what to say of it."""
    newest: dict[str, str] = {}
    for name, side in sorted(found.items(), key=lambda one: (one[1].made_on, one[0])):
        called = side.partnership.casefold()
        if called in newest:
            older = newest[called]
            yield (
                older,
                f"{FOLDER}/{older}: {quote(side.partnership)} is registered twice, and "
                f"{FOLDER}/{name} was made later, so that one is read. Take out the other.",
            )
        newest[called] = name


def of_oneself(side: Registration, name: str, schools: Mapping[str, str], file: str) -> str:
    """Why a registration cannot be that of another side: it is one's own, or has one's name.

    Parameters
    ----------
    name : of the partnership whose workspace this is.
    schools : its schools, the name of each by its short name.
    file : how the message names the registration.
    """
    if side.partnership.casefold() != name.casefold():
        return ""
    theirs = {one.school: one.school_name for one in side.schools}
    if theirs.items() & dict(schools).items():
        return (
            f"{file}: it is the registration of this partnership itself. Send it to the other "
            "lead, and put theirs here."
        )
    return (
        f"{file}: the other side has the name of this partnership, {quote(name)}, and share files "
        "are told apart by it. One of the two leads writes a longer name on the sheet “The "
        "partnership” and makes the file again."
    )
