"""What pupils were chosen for, as far as a sentence in free text tells: a guess, and never more.

Only words about an end of the scores count. Where a text speaks of both ends, or says no to one,
nothing is read from it.
"""

from __future__ import annotations

import re

from .vocabulary import Chosen

_MEASURED = (
    r"(?:scor\w*|marks?|results?|attain\w*|achiev\w*|abilit\w*|perform\w*|grades?|levels?|"
    r"percentiles?|quartiles?|quintiles?|thirds?|halves|half|quarters?|sets?|groups?|"
    r"readers?|spellers?|writers?|mathematicians|fluency|progress|baselines?|pupils?|children|"
    r"students?|learners?)"
)
_OF = r"(?:[ -](?:of|the|in|on|with|for|by|their|prior|reading|maths|spelling|writing|\d+|%)){0,4}"
_STANDARD = (
    r"(?:the )?(?:\w+ )?(?:expected|expectations?|age[- ]related|average|standard|"
    r"national|chronological|threshold|cut[- ]?off|benchmark|pass mark)"
)
_AWAY = r"(?:absen\w+|attend\w*|unauthorised)"

_PATTERNS: dict[Chosen, tuple[str, ...]] = {
    Chosen.ABSENT: (
        r"\bpersistent\w*(?: \w+){0,2}[ -]absen\w+",
        r"\bsevere\w*(?: \w+){0,1}[ -]absen\w+",
        r"\b(?:most|more|many|frequent\w*|often|regular\w*|high\w*|worst|chronic\w*)\b"
        r"(?: \w+){0,2} absen\w+",
        r"\b(?:low\w*|poor\w*|worst|weak\w*|irregular|bad)\b(?: \w+){0,2} attend\w*",
        r"\battend\w*(?: \w+){0,3} (?:least|poorly|below|under|less than|lower than|beneath)\b",
        r"\battend\w* ?(?:<|≤|&lt;)",
        r"\b(?:below|under|less than|lower than|<|≤) ?\d+ ?(?:%|per ?cent)(?: \w+){0,2} attend\w*",
        r"\b(?:away|missing|missed|absent)(?: \w+){0,3} (?:most|most often)\b",
        r"\b(?:most|most often|often) (?:away|missing|absent)\b",
        r"\bmissed (?:more than|over|at least|a tenth|10 ?%)",
        r"\babsen\w+(?: \w+){0,3} (?:above|over|more than|higher than)\b",
        r"\b(?:school refus|truan)\w*",
    ),
    Chosen.LOW: (
        rf"\b(?:low|lower|lowest|weak|weaker|weakest|poor|poorer|poorest|slow|slower|slowest|least"
        rf")\b[ -](?:\w+[ -]){{0,2}}{_MEASURED}\b",
        rf"\b(?:lowest|bottom|weakest|poorest|slowest)\b{_OF}[ -](?:\d+|{_MEASURED}|few|"
        r"end|tail|table|ten|twelve|six|eight|five|twenty|class|cohort|year)\b",
        r"\bscor\w+(?: \w+){0,3} (?:lowest|least|low|worst|poorly|badly|below|under|less than|"
        r"lower than|beneath|fewer than)\b",
        r"\b(?:lowest|low|least|worst)\b(?: \w+){0,2} (?:scor\w+|attain\w*|achiev\w*)",
        rf"\b(?:below|under|beneath|behind|not (?:yet )?(?:at|meeting|reaching|on)|well below|"
        rf"working towards|short of)\b {_STANDARD}",
        r"\b(?:scor|mark|standardi[sz]ed|point|result|test|assess)\w*(?: \w+){0,4} "
        r"(?:below|under|beneath|less than|fewer than|<|≤) ?\d+",
        r"\b(?:below|under|less than|fewer than|<|≤) ?\d+ ?(?:marks?|points?|words?|in the|on the|"
        r"correct|out of)",
        r"\b(?:who|that) (?:had )?failed\b|\bdid not (?:pass|reach|meet)\b",
        r"\b(?:struggl\w+|underachiev\w+|under-achiev\w+|underattain\w+|fell behind|"
        r"falling behind|fallen behind|furthest behind|lagging)\b",
        r"\b(?:most in need|greatest need|needed? (?:the )?(?:most|more|extra|additional) "
        r"(?:help|support))\b",
        r"\b(?:working|reading) (?:below|towards)\b",
        r"\bleast (?:able|fluent|confident|secure)\b",
        r"\bless able\b",
        r"\b(?:lowest|weakest|poorest|bottom)$",
    ),
    Chosen.HIGH: (
        rf"\b(?:high|higher|highest|strong|stronger|strongest|best|fastest|quickest)\b[ -]"
        rf"(?:\w+[ -]){{0,2}}{_MEASURED}\b",
        rf"\b(?:highest|top|strongest|best|quickest)\b{_OF}[ -](?:\d+|{_MEASURED}|few|"
        r"end|table|ten|twelve|six|eight|five|twenty|class|cohort|year)\b",
        r"\bscor\w+(?: \w+){0,3} (?:highest|most|best|well|above|over|more than|higher than|"
        r"at least)\b",
        rf"\b(?:above|exceed\w*|beyond|greater depth|well above)\b {_STANDARD}",
        r"\b(?:scor|mark|standardi[sz]ed|point|result|test|assess)\w*(?: \w+){0,4} "
        r"(?:above|over|more than|at least|>|≥) ?\d+",
        r"\b(?:most|more) able\b",
        r"\b(?:highest|strongest|best|top)$",
        r"\b(?:gifted|talented|high[- ]flyers?|greater depth)\b",
    ),
}
_COMPILED = {
    chosen: tuple(re.compile(pattern) for pattern in patterns)
    for chosen, patterns in _PATTERNS.items()
}
# Said no to: within a few words before, and not across a stop.
_DENIED = re.compile(
    r"\b(?:not|no|never|nor|neither|without|except|excluding|apart from|other than|rather than|"
    r"regardless of|whatever|irrespective of|instead of|left out)\b[^.;:,]{0,40}$"
)
# An end of something else than scores.
_ELSEWHERE = re.compile(
    r"\b(?:lower|upper|high|middle) (?:school|schools|key stage|ks\d|juniors?|infants?|years?)\b"
    r"|\b(?:low\w*|weakest|bottom|poorest)\b[^.;]{0,25}\b(?:high\w*|strongest|top|best)\b(?: \w+)?"
    r"|\btop (?:year|class|form|floor|juniors?|infants?)\b"
    r"|\btop[- ]up\b|\bhigh street\b|\bunder[- ](?:fives?|\d+s|the age)\b"
    r"|\bhighest (?:need|form|year group)\b|\blowest year\b"
    r"|\b(?:lowest|low|lower)[ -]incomes?(?: \w+)?\b"
)


def chosen_in(text: str) -> Chosen | None:
    """What pupils were chosen for by a text such as "the lowest scores"; None where it says none.

    Parameters
    ----------
    text : how pupils were chosen, in the school's own words.

    Examples
    --------
    >>> chosen_in("The 12 lowest scores in Year 4")
    <Chosen.LOW: 'Low scores'>
    >>> chosen_in("All of Year 3, whatever they scored")
    """
    plain = " ".join(str(text or "").casefold().replace("’", "'").split())
    plain = _ELSEWHERE.sub(" ", plain).strip(" .;,:!?")
    found = [chosen for chosen in _COMPILED if _says(plain, chosen)]
    if Chosen.ABSENT in found:  # "lowest attendance" is about sessions, not scores
        return Chosen.ABSENT
    return found[0] if len(found) == 1 else None


def _says(plain: str, chosen: Chosen) -> bool:
    return any(
        not _DENIED.search(plain[: match.start()])
        for pattern in _COMPILED[chosen]
        for match in pattern.finditer(plain)
    )
