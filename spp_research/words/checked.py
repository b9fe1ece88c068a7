"""What the check page says besides `spp check`: of documents, and of what it did not read."""

from __future__ import annotations

from spp_research.catalogue import say
from spp_research.phrases import long_date
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import SignOff


def can_be_made() -> str:
    """Of a document that lacks nothing."""
    return say("There is enough to make it.")


def after_mending() -> str:
    """Of the documents of a workbook with faults."""
    return say("No document is made of this workbook until its faults are mended.")


def signed(line: SignOff) -> str:
    """Who may be shown a document, by a row of the Sign-off sheet."""
    name, role, day = line.name, line.role, long_date(line.signed_on)
    match line.audience:
        case Audience.PUBLIC:
            return say(
                "{name}, {role}, let everyone see it on {day}.", name=name, role=role, day=day
            )
        case Audience.PARTNERSHIP:
            return say(
                "{name}, {role}, let the partnership see it on {day}.",
                name=name,
                role=role,
                day=day,
            )
        case _:
            return say(
                "{name}, {role}, let the school see it on {day}.", name=name, role=role, day=day
            )


def unsigned() -> str:
    """Of a document that nobody has signed off."""
    return say("Nobody has signed it off, so it is a draft.")


def only_if_unchanged() -> str:
    """What a sign-off does not say by itself."""
    return say("A sign-off holds while the document still says what was read when it was signed.")


def without_lead() -> str:
    """What was not compared where no lead's workbook was dropped."""
    return say(
        "partnership.xlsx was not among the files, so people, review days and the cycle were not "
        "compared with it. Choose it together with these to have that checked too."
    )


def without_evidence() -> str:
    """What was not compared where a file of pupils' results came without its school's workbook."""
    return say(
        "The workbook of the school was not among the files, so the outcomes that this file names "
        "were not compared with it. Choose it together with this one to have that checked too."
    )


def without_surveys() -> str:
    """What was not looked at where not every export of a survey was dropped."""
    return say(
        "Some exports that the survey maps name were not among the files, so they were not checked."
    )


def without_settings() -> str:
    """That settings are not looked at."""
    return say("settings.yml is not read by this page; spp check reads it.")


def without_partners() -> str:
    """That registrations of other partnerships are not looked at."""
    return say(
        "The folder partners is not read by this page, so people of another partnership are not "
        "known to it; spp check knows them."
    )


def second_lead(name: str) -> str:
    """Of a lead's workbook beside another one."""
    return say("{name} is another lead’s workbook, and was checked by itself.", name=name)


def second_school(name: str, school: str) -> str:
    """Of a workbook of a school that was there already."""
    return say(
        "{name} is another workbook of the school “{school}”, and was checked by itself.",
        name=name,
        school=school,
    )


def not_listed(school: str) -> str:
    """Of a workbook of a school that the lead does not list."""
    return say(
        "partnership.xlsx lists no school “{school}”: look whether the short name in its workbook "
        "is spelt as there.",
        school=school,
    )


def whose(name: str) -> str:
    """Of results or answers that could be several schools'."""
    return say(
        "{name} was not read, because it is not clear whose it is. Choose it together with the "
        "workbook of its school alone, or choose the folder of the school.",
        name=name,
    )


def unknown(name: str) -> str:
    """Of a file that is nothing of the kit's."""
    return say(
        "{name} was not read. None of its sheets has the headings of a template: choose a "
        "school’s workbook, the lead’s, a file of pupils’ results, or an export of a survey "
        "together with the workbook that names it.",
        name=name,
    )


def not_a_workbook(name: str) -> str:
    """Of a file of another kind."""
    return say(
        "{name} was not read. Workbooks (.xlsx, .ods) and exports (.csv) can be checked here.",
        name=name,
    )
