"""A pupil's name beside a class or a year group, by common first names and the words around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

Place = tuple[int, int]

CLASS = re.compile(
    r"(?<!\w)(?:(?:[Yy]ear|[Yy]rs?\.?|[Cc]lass|[Ff]orm|Y|y)\s?[0-9]{1,2}[A-Za-z]?"
    r"|(?:1[0-3]|[1-9])[A-Z]{1,2}|(?:1[0-3]|[1-9])[a-h]|Reception|Nursery|EYFS)(?!\w)"
)
NEAR = 90  # characters before a class that are looked at
PERSON = r"(?:pupil|child|girl|boy|student|learner|classmate)"

# What may stand between a name and the class after it, and between a class and a name after it.
_KIN = r"mum|mother|dad|father|parents?|carer|gran|grandad|friends?|twin|partner|group|table"
LINK = (
    rf"(?:['’]s(?: (?:{_KIN}))?)?(?: and (?:her|his|their|one|two|three|four|some|a) [a-z]+"
    r"(?: [a-z]+)?)?[\s,–—-]{0,3}[(\[]?(?:both |all |now |then |who |also )?(?:is |was )?"
    r"(?:in |from |of |joined |joins |left |moved (?:in)?to |moved up to |came (?:in)?to )?"
    r"(?:an? )?"
)
# What a person does in a sentence, and a subject, a book or a month does not.
DID = (
    r"(?:said|says|told|tells|wrote|writes|asked|asks|read|reads|waited|waits|finished|helped|"
    r"showed|shows|explained|explains|chose|chooses|thinks|thought|likes|liked|loves|loved|"
    r"could|can|cannot|did|does|had|wants|wanted|needed|needs|found|finds|knew|knows|felt|feels|"
    r"worked|works|listened|answered|came|went|cried|struggled|struggles|joined|left|moved)"
)

_WORD = r"(?:(?:O|D)['’]|Mc|Mac)?[^\W\d_a-z][^\W\d_A-Z]+(?:[-'’][^\W\d_]{2,})?"
_NAME = rf"{_WORD}(?: (?:{_WORD}|[A-Z]\b\.?))?"
_JOINED = rf"{_NAME}(?:(?:, | and | & |, and ){_NAME}){{0,4}}"
_SMALL = r"[a-z]{3,}"

_BEFORE = re.compile(rf"(?<![\w'’])({_JOINED}){LINK}$")
_BEFORE_SMALL = re.compile(rf"(?<![\w'’])({_SMALL})\s*(?:\(|in |from )$")
_AFTER = re.compile(
    rf"(?:['’]s)?(?: {PERSON}s?)?[)\]]?[:,]?\s+(?:(?:was|is|were|are|names) )?({_JOINED})"
)

# "A boy called Kofi", "pupil Deniz": no class is needed, and after "called" any name will do.
_CALLED = re.compile(rf"(?<!\w){PERSON},? (?:called|named|by the name of) ({_NAME})", re.UNICODE)
_PUPIL = re.compile(
    rf"(?<!\w)[Pp]upil:? ({_NAME})|(?<!\w)(?:[Cc]hild|[Gg]irl|[Bb]oy), ({_NAME}),|"
    r"(?<!\w)(?:[Mm]y|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir) (?:(?:elder|younger|older|little|big|twin) )?"
    rf"(?:son|daughter|brother|sister|twin|eldest|youngest|niece|nephew),? ({_NAME})"
)
_TITLE = re.compile(
    r"(?:\b(?:Mr|Mrs|Miss|Ms|Mx|Dr|Sir|Prof|Rev|Madame?|Herr|Coach|King|Queen|Prince|Princess|Saint|"
    r"St|Lord|Lady|Pope|Captain|President|Auntie|Uncle)\.?\s*)$"
)
_PART = re.compile(_NAME)

# A name that goes on like this is not a pupil's: "Robin Class", "Amber cards".
_THING = (
    r"class|house|group|table|room|team|band|set|card|tree|hall|park|street|road|lane|school|academy|"
    r"word|level|tier|zone|route|phase|box|sheet|book|maths|phonics|day|week|award|cup|trust|island"
)
_IS_THING = re.compile(rf"(?:{_THING})e?s?", re.IGNORECASE)
_ON_A_THING = re.compile(rf" (?:{_THING})e?s?\b")
# After a class: the name before it was that of a topic, a book or a play, or no name at all.
_TOPIC = re.compile(
    r"[)\]]?,? (?:(?:is|was|are|were|has been|became) (?:(?:the|a|an|our|their)(?: [\w-]+){0,3} "
    r"(?:topic|unit|theme|book|novel|play|poem|author|trip|visit|anthology|class reader|queen|king|"
    r"map|text|scheme|country|city|lessons?|song)\b|read aloud|taught|studied|performed|staged|"
    r"on (?:stage\b|the (?:\w+ )?(?:map|stage|timeline|shelf|wall|list)\b)|about\b)|"
    r"(?:means?|stands? for|refers? to|replaced|ran for|took (?:a|the|all|half))\b)"
)
_QUESTION = re.compile(r" (?:be|the|they|we|it|there|all|every|more|this|that)\b")
_MONTHS = frozenset(("april", "may", "june", "august", "summer", "autumn"))
_A_PERSON_DID = re.compile(rf"[)\]]?,? {DID}\b")

# Names that are also plain words, and so only count as names with a capital letter.
ORDINARY_WORDS = re.compile(
    "amber|angel|bobby|bonnie|brook|chase|cherry|clark|daisy|dale|dean|destiny|"
    "eden|faith|fern|frank|grace|grant|harmony|heath|heather|holly|hope|hunter|"
    "iris|ivy|jack|jade|jasmine|jay|jean|joy|lee|lily|mark|mason|max|melody|"
    "mercy|miles|nova|oakley|olive|opal|paddy|page|parker|patience|pearl|penny|"
    "poppy|precious|prince|princess|reed|reign|robin|rocky|rose|rosemary|ruby|"
    "saffron|sally|sandy|scarlett|serenity|shah|sky|sol|sultan|sunny|taylor|tony|"
    "una|van|verity|victor|violet|will|willow|winnie|wren"
)


def beside_a_class(text: str) -> Iterator[Place]:
    """Where a name stands that seems to be a pupil's."""
    for found in CLASS.finditer(text):
        start = max(0, found.start() - NEAR)
        before = text[start : found.start()]
        if names := _BEFORE.search(before):
            if not _TOPIC.match(text, found.end()):
                yield from _known(text, start + names.start(1), names[1], found.end())
        elif (small := _BEFORE_SMALL.search(before)) and _is_small_name(small[1]):
            yield (start + small.start(1), start + small.end(1))
        if names := _AFTER.match(text, found.end()):
            yield from _known(text, names.start(1), names[1])
    for found in _CALLED.finditer(text):
        yield found.span(1)
    for found in _PUPIL.finditer(text):
        group = found.lastindex or 1
        yield from _known(text, found.start(group), found[group])


def _known(text: str, start: int, names: str, end: int = 0) -> Iterator[Place]:
    """Each of several joined names, from the first word on that is a common first name.

    "Ask Daniel in 8K" begins a sentence: the name is its second word.

    Parameters
    ----------
    end : where the class after the names ends; 0 where there is none.
    """
    for part in _PART.finditer(names):
        first, _, second = part[0].partition(" ")
        begins, ends = start + part.start(), start + part.end()
        if not _is_name(first) and not _is_month(first, text, end):
            begins += len(first) + 1
            first, second = second, ""
        if not (_is_name(first) or _is_month(first, text, end)) or _TITLE.search(text[:begins]):
            continue
        if not _of_somebody_else(first, second, text, ends, end):
            yield (begins, ends)


def _is_month(word: str, text: str, end: int) -> bool:
    """Whether a name that is also a month or a season is a person's, by what the person did."""
    return end > 0 and word.casefold() in _MONTHS and bool(_A_PERSON_DID.match(text, end))


def _of_somebody_else(first: str, second: str, text: str, ends: int, end: int) -> bool:
    """Whether a name is that of a thing, of somebody in a book, or no name but a plain word."""
    if second and (_IS_THING.fullmatch(second) or _plain(f"{first} {second}") in _famous()):
        return True
    ordinary = not second and bool(ORDINARY_WORDS.fullmatch(_plain(first)))
    asks = end > 0 and first == "Will" and bool(_QUESTION.match(text, end))
    return ordinary and (asks or bool(_ON_A_THING.match(text, ends)))


def looks_like_a_name(text: str) -> bool:
    """Whether a whole cell holds a known first name, with or without a surname, and nothing else.

    One such cell says little, since Grace is a word as well; a column of them says who is who.
    """
    last, comma, first = text.strip().partition(",")
    words = [_TITLES.sub("", word) for word in f"{first} {last}".split()] if comma else text.split()
    words = [word for word in words if word and not _TITLES.fullmatch(word)]
    if not 0 < len(words) <= _MOST_WORDS or not all(map(_A_WORD.fullmatch, words)):
        return False
    return _is_name(words[0]) and not (len(words) > 1 and words[1].casefold() in _AND)


_A_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_TITLES = re.compile(r"(?:Mr|Mrs|Miss|Ms|Mx|Dr|Sir)\.?", re.IGNORECASE)
_AND = ("and", "is", "or")
_MOST_WORDS = 4


def _is_name(word: str) -> bool:
    plain = _plain(word)
    return plain in _first_names() or plain.split("-")[0] in _first_names()


def _is_small_name(word: str) -> bool:
    return word in _first_names() and not ORDINARY_WORDS.fullmatch(word)


@lru_cache(maxsize=1)
def _first_names() -> frozenset[str]:
    """The names of `first_names.txt`; lines that begin with # are remarks."""
    lines = Path(__file__).with_name("first_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if line[:1] != "#" for name in line.split())


@lru_cache(maxsize=1)
def _famous() -> frozenset[str]:
    """The people of `in_books.txt`, in small letters."""
    lines = Path(__file__).with_name("in_books.txt").read_text(encoding="utf-8").splitlines()
    names = (name for line in lines if line[:1] != "#" for name in line.split(";"))
    return frozenset(_plain(name.strip()) for name in names if name.strip())


# Letters with a stroke, or two in one, of which no accent can be taken off.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)


def _plain(word: str) -> str:
    """A name in small letters, without accents."""
    split = unicodedata.normalize("NFD", word.replace("’", "'")).casefold().translate(_LETTERS)
    return "".join(c for c in split if not unicodedata.combining(c))
