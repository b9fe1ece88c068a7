"""Columns that say who a row is about: by their header, or by what stands in them.

What a header tells is left out. What only the cells tell is asked about, since a column of
different numbers may be marks.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from spp_research.protect.personal import looks_like_a_name
from spp_research.schema import PUPILS

from .dates import read_date
from .pupil_names import FIRST, LAST, NAMES, NUMBERS, bare
from .sheets import RawCell

# A word of a header, by `bare`, that is only ever about a person or how to reach one.
_PERSONAL = frozenset(
    (
        *("upn", "uln", "nhs", "uci", "email", "mail", "phone", "telephone", "tel", "mobile"),
        *("address", "postcode", "postal", "street", "dob", "birth", "birthday", "born"),
        *("birthdate", "surname", "surnames", "forename", "forenames", "firstname"),
        *("lastname", "fullname", "initials", "photo", "photograph", "passport"),
        *("contact", "contacts", "parent", "parents", "carer", "carers", "guardian", "mother"),
        *("father", "mum", "dad", "sibling", "siblings", "kin", "doctor", "gp", "username"),
        *("login", "password", "alias", "nickname", "signature", "twitter"),
    )
)
_NAME = re.compile(r"(?:.* )?names?|known as|called|usual.*|chosen.*|preferred|salutation")
# Names of something else.
_OF_THINGS = re.compile(
    r"(?:class|group|school|test|form|house|course|subject|assessment|paper|unit|topic|"
    r"tutor group|year group|reg group|set|cohort|strand|trust|outcome|measure|teacher|"
    r"tutor|site|file) names?"
)
# Whose number or code it is, in the words of schools and of the programs that they use.
_WHOSE = (
    r"pupil|child|person|admission|adm|candidate|exam(?:ination)?|mis|arbor|sims|bromcom|isams|"
    r"scholarpack|integris|wonde|fft|insight|tapestry|external|register|roll|unique|nhs|ni|library|"
    r"locker|finger ?print|biometric|account|user|network|cashless|parentpay|card|case|"
    r"safeguarding|cpoms|looked after|social care|family|household|sibling"
)
_NUMBER = re.compile(
    rf"(?:.* )?(?:{_WHOSE})(?: [a-z]+)? (?:number|id|code|ref|reference|identifier|guid|key)"
    rf"|(?:{_WHOSE}) ?(?:id|number)|adno|admno|pupilid|guid|uuid|user ?id"
)
_KNOWN = frozenset({*NUMBERS, *NAMES, *FIRST, *LAST})
_OUR_OWN = frozenset(
    bare(word) for f in PUPILS.sheet("pupil_outcomes").fields for word in (f.label, f.name)
) | {"row"}

_FEWEST = 3  # filled cells from which a column can be judged
_DIGITS = re.compile(r"[0-9]{4,}")
_CODE = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9._/-]{5,}")
_REACHES = {
    "email addresses": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "UPNs": re.compile(r"[A-Za-z][0-9]{11}[0-9A-Za-z]"),
    "NHS numbers": re.compile(r"[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}"),
    "telephone numbers": re.compile(r"(?:\+44|0)[\s()0-9-]{9,14}"),
    "postcodes": re.compile(r"[A-Za-z]{1,2}[0-9][0-9A-Za-z]?\s?[0-9][A-Za-z]{2}"),
}
_YOUNGEST, _OLDEST = 2, 20  # years since a pupil was born


def says_who(header: str) -> bool:
    """Whether a header tells that its column says who somebody is, or how to reach them."""
    word = bare(header)
    if word in _OUR_OWN and word not in _KNOWN:
        return False
    words = set(word.split())
    by_name = bool(_NAME.fullmatch(word)) and not _OF_THINGS.fullmatch(word)
    return bool(word in _KNOWN or words & _PERSONAL or by_name or _NUMBER.fullmatch(word))


def looks_like(header: str, cells: Sequence[RawCell], today: dt.date | None = None) -> str:
    """What the cells of a column look like, in words, if pupils could be told by them; else "".

    Parameters
    ----------
    header : a column of the kit's own template is never judged.
    """
    if bare(header) in _OUR_OWN:
        return ""
    filled = [cell for cell in cells if cell.text.strip()]
    texts = [cell.text.strip() for cell in filled]
    if len(texts) < _FEWEST:
        return ""

    def most(found: Sequence[bool]) -> bool:
        return 2 * sum(found) > len(texts)

    for what, pattern in _REACHES.items():
        if most([bool(pattern.fullmatch(text)) for text in texts]):
            return what
    if most([looks_like_a_name(text) for text in texts]):
        return "names"
    if _are_births(filled, today or dt.date.today()):
        return "dates of birth"
    different = len({text.casefold() for text in texts}) == len(texts)
    if different and len({len(text) for text in texts}) == 1 and all(map(_DIGITS.fullmatch, texts)):
        return "numbers of one length, another in each row"
    if different and all(map(_CODE.fullmatch, texts)):
        return "codes, another in each row"
    return ""


def _are_births(cells: Sequence[RawCell], today: dt.date) -> bool:
    """Whether most cells are days on which a pupil of today may have been born."""
    days = [day for cell in cells if (day := read_date(cell)[0])]
    ages = [(today - day).days / 365.25 for day in days]
    spread = 2 * len(set(days)) > len(days)
    return 2 * len(days) > len(cells) and spread and all(_YOUNGEST <= a <= _OLDEST for a in ages)
