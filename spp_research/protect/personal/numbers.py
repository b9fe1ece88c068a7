"""Numbers and addresses that belong to one person or one household in the United Kingdom."""

from __future__ import annotations

import re
from collections.abc import Iterator

Place = tuple[int, int]

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")

# DfE, "Unique pupil numbers: guidance": a check letter, then twelve digits, of which a temporary
# number has a letter in the last place. The letters leave out I, O and S.
_UPN = re.compile(r"(?<!\w)([A-HJ-NP-RT-Z])([0-9]{11}[0-9A-HJ-NP-RT-Z])(?!\w)")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"

_NHS = re.compile(r"(?<![\w.-])[0-9]{3}([ -]?)[0-9]{3}\1[0-9]{4}(?![\w-])")
_NI = re.compile(
    r"(?<!\w)(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"( ?)[0-9]{2}\1[0-9]{2}\1[0-9]{2}\1[A-D](?!\w)",
    re.IGNORECASE,
)

# The groups in which phone numbers are written, after the nought or the code of the country.
_GAP = r"[ -]"
_GROUPS = (
    r"2[0-9]\)?[ -]?[0-9]{4}[ -]?[0-9]{4}",
    r"[1-9][0-9]{2}\)?[ -]?[0-9]{3}[ -]?[0-9]{4}",
    r"[1-9][0-9]{3}\)?[ -]?[0-9]{3}[ -]?[0-9]{3}",
    r"[1-9][0-9]{3}\)?[ -]?[0-9]{5}",
    r"[1-9][0-9]{4}\)?[ -]?[0-9]{4}",
)
_PHONE = re.compile(
    rf"(?<![\w.,/-])(?:(?:\+44|0044){_GAP}?(?:\(0\){_GAP}?)?\(?|\(?0)(?:{'|'.join(_GROUPS)})"
    r"(?![\w/-]|\.[0-9])"
)

# The areas of postcodes; a district, then a number and two letters that are never C, I, K, M, O, V.
_AREAS = (
    "AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|"
    "EC|EH|EN|EX|FK|FY|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|"
    "LN|LS|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|"
    "SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE|B|E|G|L|M|N|S|W"
)
_INWARD = "[0-9][ABD-HJLNP-UW-Z]{2}"
_POSTCODE = re.compile(rf"(?<!\w)(?:{_AREAS})[0-9](?:[0-9]|[A-HJ-Y])? ?{_INWARD}(?!\w)")
_SMALL_POSTCODE = re.compile(
    rf"(?<!\w)(?:{_AREAS.lower()})[0-9](?:[0-9]|[a-hj-y])? "
    rf"(?![0-9](?:st|nd|rd|th)\b){_INWARD.replace('ABD-HJLNP-UW-Z', 'abd-hjlnp-uw-z')}(?!\w)"
)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = (
    r"(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[./ -][0-9]{1,2}[./ -](?:[0-9]{4}|[0-9]{2})|"
    rf"[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\.?(?: [0-9]{{4}})?|"
    rf"{_MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?(?:,? [0-9]{{4}})?)"
)
_BIRTH = re.compile(
    r"(?<!\w)(?:d\.?o\.?b\b\.?|date of birth|(?<!-)born|birthday)"
    rf"(?: (?:is|was|on|in|falls on)| ?[:=(])*\s*({_DAY})(?!\w)",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Place]:
    """Where an email address stands."""
    return (found.span() for found in _EMAIL.finditer(text)) if "@" in text else iter(())


def upns(text: str) -> Iterator[Place]:
    """Where a unique pupil number stands whose check letter fits."""
    for found in _UPN.finditer(text):
        if check_letter(found[2]) == found[1]:
            yield found.span()


def check_letter(digits: str) -> str:
    """The check letter of a unique pupil number.

    Each of the twelve places after the letter is multiplied by its position (2 to 13); the
    remainder of the sum divided by 23 picks the letter. Source: DfE, unique pupil numbers.
    """
    values = [int(d) if d.isdigit() else _UPN_LETTERS.index(d) for d in digits]
    total = sum(place * value for place, value in enumerate(values, start=2))
    return _UPN_LETTERS[total % len(_UPN_LETTERS)]


def nhs_numbers(text: str) -> Iterator[Place]:
    """Where ten digits stand that are an NHS number by their last digit (modulus 11)."""
    for found in _NHS.finditer(text):
        digits = [int(c) for c in found[0] if c.isdigit()]
        total = sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False))
        if (11 - total % 11) % 11 == digits[9]:
            yield found.span()


def ni_numbers(text: str) -> Iterator[Place]:
    """Where a National Insurance number stands."""
    return (found.span() for found in _NI.finditer(text))


def phones(text: str) -> Iterator[Place]:
    """Where a UK phone number stands, in one of the usual groupings."""
    return (found.span() for found in _PHONE.finditer(text))


def postcodes(text: str) -> Iterator[Place]:
    """Where a postcode stands, in capitals, or in small letters with its space."""
    for pattern in (_POSTCODE, _SMALL_POSTCODE):
        yield from (found.span() for found in pattern.finditer(text))


def dates_of_birth(text: str) -> Iterator[Place]:
    """Where a date stands right after a word of birth."""
    return (found.span(1) for found in _BIRTH.finditer(text))
