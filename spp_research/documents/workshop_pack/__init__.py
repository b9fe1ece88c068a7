"""The pieces of a workshop pack, in the order in which it is read."""

from __future__ import annotations

from typing import Any

from spp_research.catalogue import called, say
from spp_research.display.front import Front, school_front
from spp_research.display.panels import Bullets, Heading, Panel
from spp_research.display.sections import Piece, Section, section
from spp_research.display.tables import Table
from spp_research.partnership.lead_workbook import rows_of
from spp_research.phrases import clock, days, in_words, listed, plural, time_span
from spp_research.protect.disclosure import Audience, free_text, not_personal
from spp_research.protect.personal.known import bare_name
from spp_research.schema.vocabulary import WORKSHOP_PACK, FindingKind
from spp_research.school import workshop
from spp_research.school.workshop import Pack, Person, Who
from spp_research.school.workshop.agenda import ends, fit
from spp_research.school.workshop.questions import behind
from spp_research.telling import of_pack
from spp_research.words import reviews
from spp_research.words.statements import Statement

from .measures import for_checking, measures_table, smallest_table
from .others import elsewhere, offers_table, register_table
from .plan import action_plan

__all__ = [
    "action_plan",
    "agenda_table",
    "coaching",
    "for_checking",
    "found",
    "found_table",
    "front",
    "measures_table",
    "offers_table",
    "people_table",
    "questions_panel",
    "register_table",
    "smallest_table",
]

_OWN_WORDS = "the review team's and the school's own words"


@of_pack
def front(pack: Pack) -> Front:
    """Whose workshop it is, what the review was about, and who signed the pack off."""
    study = pack.study
    return school_front(
        study,
        WORKSHOP_PACK,
        WORKSHOP_PACK,
        about="workshop_date",
        focus=study.base.focus,
        description=say(
            "For the improvement champion at the workshop of {school}.",
            school=study.base.school.name,
        ),
        keywords=["improvement workshop", "peer review", study.partnership.cycle],
    )


@of_pack
def questions_panel(pack: Pack) -> Panel:
    """The questions of the workshop; the next steps without one; or what has to be filled in."""
    base = pack.study.base
    if base.findings.empty:
        return Panel("Key points", _missing(pack))
    asked = workshop.questions(base)
    said = [
        Statement(
            "{asked} *({findings})*",
            asked=free_text(question.asked),
            findings=listed(question.findings),
        )
        for question in asked
    ]
    if len(asked) > fit():
        said.append(
            Statement(
                "An afternoon has room for two or three, so the plan begins with choosing."
            ).pointing_to("tbl-agenda")
        )
    if not asked and workshop.open_steps(base).empty:
        said.append(Statement("The findings name strengths so far, and no next step yet."))
    elif not asked:
        said.append(
            Statement(
                "The school has not asked a question of its next steps yet. The plan makes time "
                "for it. They can also be written down beforehand, on the sheet “Findings”."
            )
        )
    said += [
        Statement(
            "**No question yet:** {finding} *({id})*",
            finding=free_text(row.finding),
            id=str(row.finding_id),
        )
        for row in workshop.open_steps(base).itertuples(index=False)
    ]
    return Panel("For the workshop", said)


@of_pack
def people_table(pack: Pack) -> Table:
    """Who is part of it, in which role, and when."""
    study = pack.study
    known, names = workshop.who(study), study.rules.audience is not Audience.PUBLIC
    slots = workshop.agenda(len(workshop.questions(study.base)))
    times = f"{clock(slots[0].start)} to {clock(ends(slots))}"
    nobody = "not in the timetable yet"

    def named(*people: Person | None) -> str:
        there = [p for p in people if p]
        whence = [p.school or ("" if names else "an SPP associate") for p in there]
        shown = [
            ", ".join(filter(None, (p.name, where))) if names else where
            for p, where in zip(there, whence, strict=True)
        ]
        return "; ".join(dict.fromkeys(shown)) or nobody

    rows = {
        say("Improvement champion"): named(known.champion),
        "Headteacher of the host school": named(known.head),
        "Review team": named(*known.team),
        "Partnership lead": named(known.lead),
        "Peer review": days(*known.review) if known.review else nobody,
        "Workshop": f"{days(known.workshop, known.workshop)}, {times}"
        if known.workshop
        else nobody,
        "Looking back together": days(known.looking_back, known.looking_back)
        if known.looking_back
        else nobody,
    }
    import pandas as pd

    frame = pd.DataFrame({"Who and when": rows.values()}, index=pd.Index(rows, name="What"))
    return Table(
        not_personal(frame, "staff in their roles and dates, from the lead's timetable"),
        "tbl-people",
        _champion_says(known, study.base.school.name),
        "Roles and dates in the partnership’s timetable; the hours can be moved",
        widths=(30, 70),
    )


# What a round is about where the questions are chosen or made on the day.
_TURNS = {1: "the first question of the day", 2: "the second question of the day"}


@of_pack
def agenda_table(pack: Pack) -> Table | None:
    """The half-day with clock times and prompts; None before there is a finding."""
    import pandas as pd

    if pack.study.base.findings.empty:
        return None
    asked = workshop.questions(pack.study.base)
    slots = workshop.agenda(len(asked))
    steps, prompts, times = [], [], []
    spoken: set[str] = set()
    for slot in slots:
        step = slot.step
        name = step.name
        if slot.question:
            name = f"{name}, question {slot.question}: {asked[slot.question - 1].asked}"
        elif slot.turn:
            name = f"{name}, {_TURNS.get(slot.turn, f'question {slot.turn} of the day')}"
        again = step.name in spoken
        spoken.add(step.name)
        times.append(f"{clock(slot.start)}, {slot.minutes} min")
        steps.append(
            f"{name}{'' if name[-1] in '.?!' else '.'} {'' if again else called(step.what)}"
        )
        prompts.append("As before." if again else " ".join(map(called, step.prompts)))
    frame = pd.DataFrame({"What happens": steps, "Prompts": prompts}, index=times)
    total = sum(slot.minutes for slot in slots)
    return Table(
        not_personal(frame.rename_axis(index="Time"), "a plan of the kit's own"),
        "tbl-agenda",
        f"From the questions to a plan in {time_span(total)}",
        f"{in_words(len(slots)).capitalize()} steps, for {in_words(len(asked))} "
        f"{plural(len(asked), 'question')}",
        notes=("Prompts are there to be chosen from. One is often enough.",),
        widths=(17, 43, 40),
    )


@of_pack
def coaching(pack: Pack) -> Panel | None:
    """What the champion does and leaves to others."""
    if pack.study.base.findings.empty:
        return None
    return Panel(
        "How to read this",
        [
            Statement(
                "**You ask; the school answers.** You do not work here and were not in the review, "
                "so you can ask what nobody here asks any more."
            ),
            Statement(
                "**Leave the silence.** People are thinking. If somebody asks what you would do, "
                "ask what they have thought of so far."
            ),
            Statement(
                "**The host school decides** what to take up and in which words. Nobody is graded "
                "or compared."
            ),
        ],
    )


@of_pack
def found(pack: Pack, kind: str) -> Section | Piece | None:
    """The strengths to build on, or the next steps, each with what was seen or said behind it.

    The next steps are all that the review named; the strengths are those that a question was asked
    of, and those under the same themes.

    Parameters
    ----------
    kind : "Strength" or "Next step".
    """
    study = pack.study
    pieces: list[Heading | Bullets] = []
    for row in rows_of(workshop.at_hand(study.base, FindingKind(kind))):
        pieces.append(Heading(reviews.found_at_workshop(row)))
        said = [*reviews.behind(row, study), *elsewhere(study.base, row.question_id)]
        if said:
            pieces.append(Bullets(said))
    return section(*pieces)


@of_pack
def found_table(pack: Pack) -> Table | None:
    """As `found`, with kinds of evidence for the evidence itself, for notebooks of earlier kits."""
    import pandas as pd

    base = pack.study.base
    if base.findings.empty:
        return None
    steps, strengths = behind(base), workshop.to_build_on(base)
    strengths = strengths[~strengths["finding_id"].isin(list(steps["finding_id"]))]
    rows = pd.concat([steps, strengths])
    index = [f"{row.finding_id} {called(row.kind).lower()}" for row in rows_of(rows)]
    if not index:
        return None
    frame = pd.DataFrame(
        {
            "Finding": list(rows["finding"]),
            "Evidence behind it": [_trail(row) for row in rows_of(rows)],
        },
        index=pd.Index(index, name="Finding no."),
    )
    return Table(
        not_personal(frame, _OWN_WORDS),
        "tbl-found",
        say("What the questions rest on, and strengths to build on"),
        say("Findings asked about, then strengths under the same themes; the summary has more"),
        widths=(15, 55, 30),
    )


def _champion_says(known: Who, host: str) -> str:
    """What the timetable says of the champion, and no more than that."""
    champion = known.champion
    if champion is None:
        return say("Who is part of the workshop; no champion is named yet")
    namesake = bare_name(champion.name) in {bare_name(person.name) for person in known.others}
    if champion.school == host or champion in known.team or namesake:
        return "Who is part of the workshop"
    if not champion.at_school:
        return say("The champion does not work at the school and was not in the review team")
    return say("The champion works at another school and was not in the review team")


def _trail(row: Any) -> str:
    if not row.sources:
        return "no source recorded"
    kinds = listed([source.lower() for source in row.sources])
    return f"{kinds[:1].upper()}{kinds[1:]}; {row.agreement}"


def _missing(pack: Pack) -> list[Statement]:
    """What has to be filled in before there can be a workshop, and in which sheet."""
    base, known = pack.study.base, workshop.who(pack.study)
    said = []
    if known.review and known.review[0] > pack.study.day_of(WORKSHOP_PACK):
        said.append(
            Statement(
                "The peer review is on {when}. The pack fills up once its findings are written "
                "down.",
                when=days(*known.review),
            )
        )
    said.append(
        Statement(
            "**Still to fill in:** the sheet “Findings”, with a question for the workshop beside "
            "each next step that the school would like to think about with others."
        )
    )
    if base.register.empty:
        said.append(
            Statement(
                "**What others found** can be collected now, on the sheet of that name: one row "
                "a result, with the place where it can be read."
            )
        )
    if base.support.empty:
        said.append(
            Statement(
                "**What the school could offer, or would welcome,** goes on the sheet “Support "
                "offered and needed”."
            )
        )
    if known.champion is None:
        said.append(Statement("**No champion is named yet** in the timetable of partnership.xlsx."))
    return said
