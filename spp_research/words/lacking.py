"""What a document lacks before it is made, and what to fill in: a sentence each."""

from __future__ import annotations

from spp_research.catalogue import say
from spp_research.schema import SCHOOL
from spp_research.school.lacking import SHEETS, Lacking


def sentence(what: Lacking) -> str:
    """What is missing, and the sheet to fill in."""
    sheets = [SCHOOL.sheet(name).title for name in SHEETS[what]]
    match what:
        case Lacking.FINDING:
            return say(
                "Nothing to say yet: a review summary needs at least one strength or next step, "
                "on the sheet “{sheet}” of evidence.xlsx.",
                sheet=sheets[0],
            )
        case Lacking.QUESTION:
            return say(
                "Nothing to say yet: a workshop pack needs at least one next step, or one question "
                "for the workshop, on the sheet “{sheet}” of evidence.xlsx.",
                sheet=sheets[0],
            )
        case Lacking.ACTION:
            return say(
                "Nothing to say yet: an impact reflection needs at least one action, on the sheet "
                "“{actions}” of evidence.xlsx, or one outcome, on the sheet “{outcomes}”.",
                actions=sheets[0],
                outcomes=sheets[1],
            )
        case Lacking.PRACTICE:
            return say(
                "Nothing to say yet: a best-practice write-up needs a practice, on the sheet "
                "“{sheet}” of evidence.xlsx.",
                sheet=sheets[0],
            )
        case Lacking.FOR_EVERYONE:
            return say(
                "Nothing to say yet: a page for parents and pupils needs a review summary with "
                "findings that is signed off for everyone (audience “Public”), on the sheet "
                "“{sheet}” of evidence.xlsx.",
                sheet=sheets[0],
            )


def in_short(what: Lacking) -> str:
    """The same where the school and the document stand beside it already."""
    sheets = [SCHOOL.sheet(name).title for name in SHEETS[what]]
    match what:
        case Lacking.FINDING:
            return say(
                "It needs a strength or a next step, on the sheet “{sheet}”.", sheet=sheets[0]
            )
        case Lacking.QUESTION:
            return say(
                "It needs a next step or a question for the workshop, on the sheet “{sheet}”.",
                sheet=sheets[0],
            )
        case Lacking.ACTION:
            return say(
                "It needs an action, on the sheet “{actions}”, or an outcome, on the sheet "
                "“{outcomes}”.",
                actions=sheets[0],
                outcomes=sheets[1],
            )
        case Lacking.PRACTICE:
            return say("It needs a practice, on the sheet “{sheet}”.", sheet=sheets[0])
        case Lacking.FOR_EVERYONE:
            return say(
                "It needs a review summary with findings that is signed off for everyone, on the "
                "sheet “{sheet}”.",
                sheet=sheets[0],
            )


def earlier_stays(place: str) -> str:
    """What becomes of a document that was made while there was something to say.

    Parameters
    ----------
    place : its folder.
    """
    return say("The one that was made earlier is left as it is, in {place}.", place=place)


def still_says_signed() -> str:
    """What becomes of one that was made and signed while there was something to say."""
    return say(
        "The one that was made earlier still says that it is signed off, so it is taken away."
    )


def taken_away(place: str) -> str:
    """That a document was taken away, since its signature covers nothing any more.

    Parameters
    ----------
    place : the file in which what was signed is kept.
    """
    return say(
        "taken away, since it still said that it is signed off. What was signed is kept in "
        "{place}.",
        place=place,
    )


def do_not_hand_out() -> str:
    """What to do with a signed document that has nothing to say today, until a run has come by."""
    return say(
        "Do not hand it out: it still says that it is signed off, and what was signed is no longer "
        "in the workbook, or no longer for its readers. The next spp report takes it away."
    )


def stands_no_longer() -> str:
    """The same of one whose sign-off has ended, and whose workbook has faults: no draft is made."""
    return say(
        "Do not hand it out: it still says that it is signed off, and its sign-off stands no "
        "longer. Its workbook has something to mend, so no draft can take its place, and the next "
        "spp report takes it away."
    )


def without_a_notebook(folder: str, title: str, name: str, signed: str) -> str:
    """That a document lies there of a notebook that was deleted or is called otherwise now.

    Parameters
    ----------
    name : what the document was called on the command line.
    signed : the folder in which what was signed is kept.
    """
    return say(
        "{folder} (“{title}”): no notebook makes the document “{name}” any more, so it is never "
        "made again, and nobody looks whether its sign-off stands. If the notebook has another "
        "name now, its document has a new folder. Delete this one, or put the notebook back; what "
        "was signed stays in {signed}.",
        folder=folder,
        title=title,
        name=name,
        signed=signed,
    )


def of_a_school_that_left(folder: str, title: str, school: str) -> str:
    """That a document lies there of a school that is not on the lead's list."""
    return say(
        "{folder} (“{title}”): “{school}” is not on the list of schools, so this is never made "
        "again, and nobody looks whether its sign-off stands. Delete the folder, or put the school "
        "back on the sheet “Schools” of partnership.xlsx.",
        folder=folder,
        title=title,
        school=school,
    )


def about_others_now(folder: str, title: str, *, of_all: bool) -> str:
    """That a document lies there which is now made for each school, or for all of them together."""
    if of_all:
        return say(
            "{folder} (“{title}”): its notebook makes one for each school now, so this one is "
            "never made again. Delete the folder.",
            folder=folder,
            title=title,
        )
    return say(
        "{folder} (“{title}”): its notebook makes one about all the schools now, so this one is "
        "never made again. Delete the folder.",
        folder=folder,
        title=title,
    )


def more_left_over(number: int, first: str) -> str:
    """That there are more such documents than can be named."""
    return say(
        "And {number} more folder of reports, {first}, is left over in the same way.",
        "And {number} more folders of reports, the first of them {first}, are left over in the "
        "same way.",
        n=number,
        number=number,
        first=first,
    )
