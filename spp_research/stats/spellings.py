"""When two names of classes are one name written twice: letters and digits, and no numbers."""

import re
import unicodedata

_LEADING = re.compile(r"^(?:class|form|group|year|yr|0)+(?=.)")
FEWEST_LETTERS = 5


def key_of(label: str) -> str:
    """Give a label as it is compared: "Year 07A" is "7a"."""
    folded = unicodedata.normalize("NFKC", label).casefold()
    key = "".join(letter for letter in folded if letter.isalnum())
    return _LEADING.sub("", key)


def one_slip(one: str, other: str) -> bool:
    """Whether two keys of five letters or more are one letter, or two swapped, apart."""
    if min(len(one), len(other)) < FEWEST_LETTERS or not (one.isalpha() and other.isalpha()):
        return False
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    start = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    if short[start + 1 :] == long[start + 1 :]:
        return True
    swapped = short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :]
    return swapped == long[start:]
