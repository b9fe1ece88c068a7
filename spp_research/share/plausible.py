"""Whether what a share file says can be so: its numbers, its days, and its words.

A file may fit the format and its hash, and still say what no school could have measured. Such a
file is refused by itself, so that what is worked out from all of them stays sound.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from spp_research.protect import personal
from spp_research.protect.disclosure import Audience, rules_for
from spp_research.protect.personal.known import alike
from spp_research.schema.vocabulary import Carried

if TYPE_CHECKING:
    from .records import Answers, Effect, Item, SchoolShare

_DAYS = (date(2000, 1, 1), date(2099, 12, 31))
_LARGEST = 1e6  # of a result, in whatever unit
_SMALLEST = 1e-6  # of a standard error or a spread; less is the noise of a computer
_MOST_SDS, _MOST_VARIANCE = 20.0, 100.0  # of a standardised effect; 2 is already very large
_LEAST_VARIANCE = 1e-5  # that of two groups of 100,000
_MOST_POINTS = 200.0  # percentage points, the ends of an interval included
_MOST_ROWS = 500  # of any part
_MOST_PUPILS = 20_000  # of a school or a group
_FEWEST_FIGURES = 10  # of a series, for the rules of runs and crossings
_SEVERAL = "Several answers"


def implausible(share: SchoolShare, *, texts: bool = True) -> str:
    """What a share says that cannot be so, with its place; empty when there is nothing.

    What is said of a text never repeats it.

    Parameters
    ----------
    texts : whether to look through all its texts for people, which takes most of the time.
    """
    return next(_found(share, texts=texts), "")


def cleared_words(share: SchoolShare, cleared: Collection[str]) -> tuple[str, ...]:
    """The words of a share that would be taken for somebody, and that the school has cleared.

    Parameters
    ----------
    cleared : words that name nobody, as `personal.words_in` gives them.
    """
    found = {
        alike(text[span.start : span.end])
        for _, text in (_texts(share) if cleared else ())
        for span in personal.find(text)
    }
    return tuple(sorted(found.intersection(cleared)))


def _found(share: SchoolShare, *, texts: bool) -> Iterator[str]:
    yield from _school(share)
    yield from _rows(share)
    for action in share.actions:
        start, look_again = action.start_date, action.review_date
        yield from _days(f"action {action.action_id}", (start, look_again))
        if start is not None and look_again is not None and start > look_again:
            yield f"action {action.action_id} is to be looked at before it starts."
    for offer in share.support:
        yield from _days(f"support {offer.support_id}", (offer.until,))
    for effect in share.effects:
        yield from (f"outcome {effect.outcome_id}: {what}." for what in _effect(effect))
    for item in share.answers:
        yield from (f"question {item.item_id}: {what}." for what in _item(item))
    for look in share.check_ins:
        yield from _days(f"a look at action {look.action_id}", (look.last_on,))
    for kept in share.lasted:
        yield from _days(f"{kept.item_id} of {kept.cycle}", (kept.looked_on,))
        if kept.again is not None:
            told = f"{kept.item_id} of {kept.cycle}, measured once more"
            yield from (f"{told}: {what}." for what in _effect(kept.again))
            if kept.what != Carried.OUTCOME or kept.again.outcome_id != kept.item_id:
                yield f"{told}: it is of another outcome."
    yield from _days("what it holds as shared before", share.as_shared.values())
    for one in share.series:
        if one.pupils > _MOST_PUPILS:
            yield f"series {one.series_id} is about {one.pupils:,} pupils."
        if one.signal != "too few" and one.figures < _FEWEST_FIGURES:
            yield f"series {one.series_id} has a sign and too few figures for one."
    if texts:
        yield from _words(share)


def _school(share: SchoolShare) -> Iterator[str]:
    for name in ("kit", "partnership", "cycle", "school", "school_name"):
        if not getattr(share, name).strip():
            yield f"it does not say its {name.replace('_', ' ')}."
    if share.pupils_on_roll is not None and not 1 <= share.pupils_on_roll <= _MOST_PUPILS:
        yield f"it says that the school has {share.pupils_on_roll:,} pupils."
    yield from _days("the file", (share.made_on,))
    for line in share.sign_offs:
        yield from _days("a sign-off", (line.signed_on, line.ends_on))
        if line.signed_on > share.made_on:
            yield f"the {line.document} was signed off after the file was made."
        if line.ends_on is not None and line.ends_on <= line.signed_on:
            yield f"the sign-off of the {line.document} ends before it begins."


def _rows(share: SchoolShare) -> Iterator[str]:
    """Parts with more rows than a school has, and IDs that two rows have."""
    for part, key in (
        ("findings", "finding_id"),
        ("support", "support_id"),
        ("actions", "action_id"),
        ("effects", "outcome_id"),
        ("answers", "item_id"),
        ("series", "series_id"),
        ("check_ins", "action_id"),
        ("resources", "register_id"),
        ("lasted", ""),
        ("sign_offs", ""),
        ("taken_back", ""),
    ):
        rows = getattr(share, part)
        if len(rows) > _MOST_ROWS:
            yield f"it holds {len(rows):,} {part.replace('_', ' ')}, and no school has so many."
        ids = [getattr(row, key) for row in rows] if key else []
        if not all(one.strip() for one in ids):
            yield f"one of its {part} has no ID."
        if len(set(ids)) < len(ids):
            yield f"two of its {part} have the same ID."
    for finding in share.findings:
        if any(not 1 <= count <= _MOST_ROWS for count in finding.sources.values()):
            yield f"finding {finding.finding_id} rests on a number of sources that cannot be."


def _days(what: str, days: Iterable[date | None]) -> Iterator[str]:
    if any(day is not None and not _DAYS[0] <= day <= _DAYS[1] for day in days):
        yield f"{what} bears a day that can belong to no review cycle."


def _effect(effect: Effect) -> Iterator[str]:
    value, low, high, se = effect.value, effect.low, effect.high, effect.se
    if value is None and any(number is not None for number in (low, high, se)):
        yield "an interval stands there without an effect"
    if (low is None) != (high is None):
        yield "one end of the interval is missing"
    most = _MOST_POINTS if effect.unit == "percentage points" else _LARGEST
    if any(abs(number) > most for number in (value, low, high) if number is not None):
        yield "the effect is larger than any that is measured"
    ends = [number for number in (low, value, high) if number is not None]
    if len(ends) == 3 and ends != sorted(ends):
        yield "the effect is not within its own interval"
    beyond, least, far = effect.beyond, effect.beyond_low, effect.beyond_high
    if beyond is None and (least is not None or far is not None or effect.beyond_se is not None):
        yield "what goes beyond the expected change is missing, and its interval is not"
    if (beyond is None) != (effect.expected is None) or (beyond is not None and value is None):
        yield "of the expected change and what goes beyond it, one is missing"
    told = [number for number in (effect.expected, beyond, least, far) if number is not None]
    if any(abs(number) > most for number in told):
        yield "the expected change is larger than any that is measured"
    further = [number for number in (least, beyond, far) if number is not None]
    if further != sorted(further):
        yield "what goes beyond the expected change is not within its own interval"
    all_alike = se == 0 and low == value == high  # everybody changed by the same
    if se is not None and not _SMALLEST <= se <= _LARGEST and not all_alike:
        yield "its standard error cannot be"
    if not 0.5 <= effect.confidence <= 0.999:
        yield "its interval has a confidence that is not used"
    standardised, variance = effect.standardised, effect.standardised_variance
    if (standardised is None) != (variance is None):
        yield "of the standardised effect and its variance, one is missing"
    if standardised is not None and abs(standardised) > _MOST_SDS:
        yield "its standardised effect is larger than any that is measured"
    if variance is not None and not _LEAST_VARIANCE <= variance <= _MOST_VARIANCE:
        yield "the variance of its standardised effect cannot be"
    if effect.smallest_worthwhile is not None and effect.smallest_worthwhile > _LARGEST:
        yield "its smallest worthwhile change is larger than any scale"
    fewest = rules_for(Audience.PARTNERSHIP, {}).fewest_pupils
    if len(effect.pupils) > 2 or any(not fewest <= n <= _MOST_PUPILS for n in effect.pupils):
        yield f"it rests on groups of fewer than {fewest} pupils, or on more than there are"


def _item(item: Item) -> Iterator[str]:
    if len({wave.wave for wave in item.waves}) < len(item.waves):
        yield "one time stands there twice"
    for wave in item.waves:
        yield from _wave(wave, item.scale == _SEVERAL)


def _wave(wave: Answers, several: bool) -> Iterator[str]:
    answered, said = wave.answered, [*wave.counts.values()]
    if len(said) > _MOST_ROWS:
        yield "it has more answers than a question can have"
    if answered is None:
        if said:
            yield "answers are counted of nobody knows how many people"
        return
    fewest = rules_for(Audience.PARTNERSHIP, {}).fewest_respondents
    if said and answered < fewest:
        yield f"answers of fewer than {fewest} people are told"
    if any(count > answered for count in said) or (not several and sum(said) > answered):
        yield "more people gave an answer than answered"
    if wave.invited is not None and answered + (wave.no_opinion or 0) > wave.invited:
        yield "more people answered than were asked"


def _words(share: SchoolShare) -> Iterator[str]:
    """Texts that seem to point to one person, as `intake` looks for them in a workbook."""
    yield from _named(share, ())


def colleague_named(share: SchoolShare, staff: Collection[str]) -> str:
    """Where a text that everyone may read names somebody; empty where none does.

    Parameters
    ----------
    share : as far as it is signed off for everyone.
    staff : names of colleagues, from the lead's workbook. They stand where a share file has a
        place for a name, such as a contact, and nowhere else.
    """
    return next(_named(share, tuple(staff)), "")


def _named(share: SchoolShare, staff: Collection[str]) -> Iterator[str]:
    cleared = frozenset(share.cleared)
    for place, text in _texts(share):
        found = personal.find(text, staff=staff, cleared=cleared)
        if kinds := dict.fromkeys(span.kind for span in found):
            yield f"{place} seems to hold {' and '.join(kinds)}, and others would read it."


# Where a name or an address of a colleague belongs, by record and field; and the few texts that no
# person wrote in sentences, or that say what is not to be looked for.
OF_COLLEAGUES = frozenset(
    {
        ("Signed", "name"),
        ("Signed", "role"),
        ("Support", "contact"),
        ("Action", "lead"),
        ("Practice", "contact_name"),
        ("Practice", "contact_email"),
        ("Resource", "study"),  # authors and addresses of what is published
        ("Resource", "locator"),
    }
)
# A write-up names whom to ask, and whoever makes a page of it looks through it (`site.shared`).
NOT_SEARCHED = frozenset(
    {
        ("SchoolShare", "content_hash"),
        ("SchoolShare", "cleared"),
        ("WriteUp", "text"),
        ("WriteUp", "text_mark"),
        ("WriteUp", "files"),
    }
)
_CALLED = {
    "Finding": ("finding", "finding_id"),
    "Support": ("support", "support_id"),
    "Action": ("action", "action_id"),
    "Effect": ("outcome", "outcome_id"),
    "Item": ("question", "item_id"),
    "Signed": ("the sign-off of the", "document"),
    "Watched": ("series", "series_id"),
    "LookedAt": ("a look at action", "action_id"),
    "Lasted": ("what went on of", "item_id"),
    "Resource": ("resource", "register_id"),
    "Practice": ("the practice", ""),
    "WriteUp": ("the page of the practice", ""),
    "TakenBack": ("the practice taken back", "practice_id"),
}


def _bare_place(place: str) -> str:
    return place.removeprefix("question ").removeprefix("the ID of ")


def _texts(share: SchoolShare) -> Iterator[tuple[str, str]]:
    """Every text of a share with its place, whatever fields a record has."""
    yield "the focus", share.focus
    for name in type(share).model_fields:
        if name != "focus" and ("SchoolShare", name) not in NOT_SEARCHED:
            yield from _in(getattr(share, name), f"its {name.replace('_', ' ')}")


def _in(value: object, place: str) -> Iterator[tuple[str, str]]:
    """The texts of a value, and of all that it holds; the names of a mapping are texts too."""
    kind = type(value)
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _in(key, place)
            yield from _in(one, place)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _in(one, place)
    elif fields := getattr(kind, "model_fields", None):
        called, key = _CALLED.get(kind.__name__, (place, ""))
        here = f"{called} {getattr(value, key)}" if key else called
        # An ID that is itself somebody's number or name is not repeated.
        if key and personal.find(getattr(value, key)):
            here = f"the ID of a {called}" if key != "document" else "a sign-off"
        for name in fields:
            if (kind.__name__, name) not in OF_COLLEAGUES | NOT_SEARCHED:
                own = here if name != "waves" else f"an answer to {_bare_place(here)}"
                yield from _in(getattr(value, name), own)
