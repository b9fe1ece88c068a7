"""The words themselves: where each judges, ranks or over-claims, and what to say instead."""

from __future__ import annotations

GRADE, JUDGEMENT, RANKING, CLAIM = "grade", "judgement", "ranking", "claim"

# What schools are judged on; a word beside one of these judges, and elsewhere it does not.
_SUBJECT = (
    r"(?:teaching|teachers?|learning|lessons?|leaders?|leadership|management|governance|behaviour|"
    r"attendance|attainment|achievement|progress|outcomes?|results?|curriculum|provision|"
    r"questioning|marking|feedback|assessment|planning|expectations?|relationships|safeguarding|"
    r"inclusion|quality(?: of \w+)?|subject knowledge|pace|challenge|phonics|reading|writing|"
    r"mathematics|maths|spelling|displays?|schools?|provision|standards?|practice in|culture|"
    r"support|delivery|work|pupils?['’] books|development|early years|sixth form|"
    r"attitudes?|handwriting|presentation|features|transitions?|environment|ethos|"
    r"communication|engagement|routines?|staff|teams?|morale|oracy|vocabulary|explanations?)"
)
_IS = (
    r"(?:is|are|was|were|be|been|being|remains?|remained|seems?|seemed|looks?|looked|deemed|"
    r"judged(?: as| to be)?|graded(?: as)?|considered)"
)
_HOW = r"(?:very|really|quite|mostly|largely|consistently|generally|often|always|still|already|not)"


def _beside(word: str) -> str:
    """`word` where it judges: after "the teaching is", or before what schools are judged on."""
    return (
        rf"(?:\b{_SUBJECT}(?: \w+){{0,4}}? {_IS}(?: {_HOW})? (?P<a>{word})\b"
        r"(?! (?:at|for|enough to)\b)"
        rf"|\b(?P<b>{word}) (?:\w+ )?{_SUBJECT}\b)"
    )


_SEEN_SAYS = "what was seen, how often, and in how many lessons or answers"
_QUESTION = "where it points: a strength or a next step, against the question"
_COMPARE = "what each school tried and found, without comparing schools"
_CHANGE = "what changed, for how many, by how much and how sure that is"
_FOLLOWED = "“was followed by”, unless there was a comparison group"

_OUTCOME = (
    r"(?:progress|attainment|results?|scores?|improve\w*|rise|rising|gains?|better|higher|"
    r"increase\w*|outcomes?|attendance to|reading|writing|fewer|more)"
)

# Kind; letters of which a text must have one for the pattern to be worth a look; pattern (the group
# called w, a or b is what is found, else the whole); what to say instead.
RULES: tuple[tuple[str, str, str, str], ...] = (
    (
        GRADE,
        "good or;outstanding or",
        r"\b(?:good|outstanding) or (?:better|outstanding)\b",
        _SEEN_SAYS,
    ),
    (
        GRADE,
        "improvement",
        r"\b(?:requires|requiring|required) improvement\b",
        "“next step”, and what would help",
    ),
    (
        GRADE,
        "special measures;serious weakness",
        r"\bspecial measures\b|\bserious weaknesses\b",
        "what the next step is",
    ),
    (
        GRADE,
        "strong standard;urgent improvement",
        r"\bstrong standard\b|\burgent improvement\b",
        _QUESTION,
    ),
    (
        GRADE,
        "attention",
        rf"\b{_SUBJECT}(?: \w+){{0,2}} (?:needs?|needing) (?P<w>attention)\b|"
        rf"\b{_SUBJECT}(?: \w+){{0,2}} (?P<a>needs attention)\b",
        "“next step”, and what would help",
    ),
    (
        GRADE,
        "expected standard",
        rf"\b{_SUBJECT}(?: \w+){{0,2}} (?:{_IS}|meets?|met)(?: at)?(?: the| an)? "
        r"(?P<w>expected standard)\b",
        _QUESTION,
    ),
    (GRADE, "inadequate", r"\binadequate\b", _SEEN_SAYS),
    (GRADE, "outstanding", _beside("outstanding"), _SEEN_SAYS),
    (GRADE, "exceptional", _beside("exceptional"), _SEEN_SAYS),
    (GRADE, "exemplary", r"\bexemplary\b", _SEEN_SAYS),
    (GRADE, "satisfactory", _beside("satisfactory"), _SEEN_SAYS),
    (
        JUDGEMENT,
        "good enough",
        r"\bnot (?:yet )?good enough\b",
        "what is not there yet, and what would help",
    ),
    (GRADE, "good", _beside("good"), _SEEN_SAYS),
    (GRADE, "than good", r"\b(?:less|better|more) than (?P<w>good)\b", _SEEN_SAYS),
    (JUDGEMENT, "unsatisfactory;unacceptable", r"\bunsatisfactory\b|\bunacceptable\b", _SEEN_SAYS),
    (
        JUDGEMENT,
        "excellent;superb;fantastic;impressive;amazing;brilliant",
        r"\b(?:excellent|superb|fantastic|impressive|amazing|brilliant)\b",
        _SEEN_SAYS,
    ),
    (
        JUDGEMENT,
        "disappointing;mediocre;ineffective;substandard;dire;woeful",
        r"\b(?:disappointing|mediocre|ineffective|substandard|dire|woeful)\b",
        _SEEN_SAYS,
    ),
    (JUDGEMENT, "weak;poor", _beside("(?:weak|weaker|poor|poorer)"), _SEEN_SAYS),
    (JUDGEMENT, "strong", _beside("strong"), "“a strength”, with what was seen"),
    (JUDGEMENT, "weakness", r"\b(?:(?:main|key) )?weakness(?:es)?\b", "“next step”"),
    (
        JUDGEMENT,
        "lack",
        r"\blacks?(?: of)?\b",
        "what was not seen, and how often it was looked for",
    ),
    (JUDGEMENT, "fail", r"\bfail(?:ed|s|ing)? to (?!stay|start|open|arrive)", "“did not”"),
    (
        JUDGEMENT,
        "shortcoming;chaotic;shambles;dreadful",
        r"\bshortcomings?\b|\bchaotic\b|\bshambles\b|\bdreadful\b",
        _SEEN_SAYS,
    ),
    (
        JUDGEMENT,
        "too ",
        rf"\b{_SUBJECT}(?: \w+){{0,2}} {_IS} (?P<w>too (?:slow|low|easy))\b",
        _SEEN_SAYS,
    ),
    (
        JUDGEMENT,
        "should;must;need to;ought to",
        r"\b(?:staff|teachers?|leaders?|the school|governors) "
        r"(?P<w>should|must|need to|ought to)\b",
        "a question the school could take to its workshop",
    ),
    (
        RANKING,
        "best;worst",
        r"\b(?:best|worst) (?:school|class|teacher|results|year group)s?\b",
        _COMPARE,
    ),
    (RANKING, "worst", r"\bthe (?P<w>worst)\b", _COMPARE),
    (
        RANKING,
        "better than;worse than",
        r"\b(?P<w>(?:better|worse) than) (?:(?:all|most|any|the) )?(?:of the )?"
        r"(?:other|rest|similar|national|average|neighbouring|schools?)\b",
        _COMPARE,
    ),
    (
        RANKING,
        "top of the;bottom of the",
        r"\b(?P<w>(?:top|bottom) of the) (?:table|partnership|list|league|trust|county|country)\b",
        _COMPARE,
    ),
    (
        RANKING,
        "league table;perform",
        r"\bleague tables?\b|\boutperform\w*\b|\bunderperform\w*\b",
        _COMPARE,
    ),
    (RANKING, "performing", r"\b(?:highest|lowest|top|best|worst)[- ]performing\b", _COMPARE),
    (
        RANKING,
        "highest;lowest;best;worst",
        r"\b(?:second|third|fourth|fifth)[- ](?:highest|lowest|best|worst)\b",
        _COMPARE,
    ),
    (RANKING, "leading", r"\bleading (?:school|department|partnership)s?\b", _COMPARE),
    (RANKING, "ranked;rated", r"\b(?:is|are|was|were|be|been) (?P<w>ranked|rated)\b", _COMPARE),
    (
        CLAIM,
        "prove;proof",
        r"\b(?:proves|proven) that\b|\bproof (?:that|of)\b|\bproven\b|"
        r"\b(?P<w>proved)\b(?! the dough| popular)",
        "“suggests”, with how it is known",
    ),
    (
        CLAIM,
        "significant",
        r"\bsignificantly\b|\bsignificant\b(?! (?:adults?|others?|events?|dates?)\b)",
        _CHANGE,
    ),
    (
        CLAIM,
        "impact",
        r"\b(?P<w>(?:positive|negative|big|huge|clear|real|great|major|strong|direct|measurable) "
        r"impact)\b|\b(?:had|has|have|having|made|makes) (?:an|the|some|no) impact\b|"
        r"\b(?P<a>had an impact)\b|\bimpacted(?: up)?(?: on)?\b(?! teeth| tooth)",
        _CHANGE,
    ),
    (
        CLAIM,
        "led to;leads to;caused;causes;result;brought about",
        rf"\b(?P<w>led to|leads to|caused|causes|resulted in|results in|brought about)"
        rf"(?: \w+){{0,3}} {_OUTCOME}\b",
        _FOLLOWED,
    ),
    (
        CLAIM,
        "thanks to;a result of;because of",
        r"\b(?:thanks to|as a result of|because of) (?:the|our|this) (?=pro)",
        _FOLLOWED,
    ),
    (
        CLAIM,
        "soared;rocketed;plummeted",
        r"\b(?:soared|rocketed|sky-?rocketed|plummeted)\b",
        _CHANGE,
    ),
    (CLAIM, "speak", r"\bspeaks? for (?:itself|themselves)\b", _CHANGE),
    (CLAIM, "transform;game", r"\btransform(?:ed|s|ing|ational)\b|\bgame[- ]changer\b", _CHANGE),
    (
        CLAIM,
        "shows;showed;demonstrat;prove;confirms;doubt;guarantee;ensure",
        r"\b(?:clearly|definitely|conclusively) (?:shows?|showed|demonstrates?|proves?)\b|"
        r"\bdemonstrat(?:es|ed) that\b|\bconfirms that\b|\b(?:no|without(?: a)?) doubt(?: that)?\b|"
        r"\bundoubtedly\b|\bguarantees?d?\b|\bensur(?:es|ed) that\b",
        "“suggests”, with how it is known",
    ),
    (
        CLAIM,
        "month",
        r"\b(?:\w+ |[0-9]+ )(?:additional |extra |more )?months?['’]?s?(?: of)?"
        r"(?: additional| extra)? progress\b",
        "the change in the unit of the measure, with its interval",
    ),
    (
        CLAIM,
        "the gap",
        r"\bclos(?:ed|es|ing) the gap\b",
        "by how much the difference became smaller",
    ),
    (
        CLAIM,
        "dramatic;massive;huge",
        r"\b(?:dramatic|dramatically|massively|hugely|(?:huge|massive) difference)\b",
        _CHANGE,
    ),
)
