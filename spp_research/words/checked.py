"""What the check page says besides `spp check`: of documents, and of what it did not read."""

from __future__ import annotations

from datetime import date

from spp_research.catalogue import say
from spp_research.phrases import long_date
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import SignOff


def can_be_made() -> str:
    """Of a document that lacks nothing."""
    return say("There is enough to make it.")


def share_not_compared() -> str:
    """What is not looked at of a share file."""
    return say(
        "It is whole, and this is all that is in it. Whether it is of your partnership and its "
        "year is looked at where it is taken in."
    )


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


def covered(row: int, sheet: str, mark: str) -> str:
    """Of a document with a row of the Sign-off sheet that gives its text mark."""
    return say(
        "This text is signed off: row {row} of the sheet “{sheet}” gives its text mark, {mark}.",
        row=str(row),
        sheet=sheet,
        mark=mark,
    )


def ends(day: date) -> str:
    """Of a sign-off that will stand no longer."""
    return say("The sign-off ends on {day}.", day=long_date(day))


def only_the_mark() -> str:
    """What a text mark that is printed does not say."""
    return say(
        "That holds for the text that this mark stands for. Whether somebody has changed words of "
        "this file by hand since it was made is not looked at here."
    )


def read_and_sign(row: int, sheet: str) -> str:
    """What to do where a row names another text."""
    return say(
        "So row {row} of the sheet “{sheet}” covers another text, perhaps an earlier one, and this "
        "one is a draft. Read it; if it may be shown as it is, put its mark there.",
        row=str(row),
        sheet=sheet,
    )


def row_without_mark(row: int, sheet: str) -> str:
    """Of a row that stands for a text which only the kit remembers."""
    return say(
        "Row {row} of the sheet “{sheet}” has no text mark, so it stands for the text that was "
        "first made under it. Which one that was is remembered where the documents are made, and "
        "this page cannot tell whether it is this one. With the mark of this text in the row it is "
        "certain.",
        row=str(row),
        sheet=sheet,
    )


def says_itself(status: str) -> str:
    """What a document that is not covered says on its first page."""
    return say("It says of itself: “{status}”.", status=status)


def has_mark(mark: str) -> str:
    """The text mark of a document that no row gives."""
    return say("Its text mark is {mark}.", mark=mark)


def no_text_mark() -> str:
    """Of a document without a text mark that could be read."""
    return say(
        "No text mark could be read out of this file, so it cannot be set beside a Sign-off sheet. "
        "It stands on the first page of every document that the kit makes: make this one again, or "
        "choose its web page."
    )


def without_book(whose: str) -> str:
    """Of a document whose workbook was not dropped."""
    return say(
        "The workbook of {whose} was not among the files, so its sheet “Sign-off” was not looked "
        "at. Choose it together with this document.",
        whose=whose or say("its school"),
    )


def several_books(whose: str) -> str:
    """Of a document of a school of which several workbooks were dropped."""
    return say(
        "There are several workbooks of {whose} among the files, so none of them was looked at for "
        "this document. Choose the one that counts.",
        whose=whose,
    )


def mend_sign_offs(book: str) -> str:
    """Of a document whose Sign-off sheet has faults."""
    return say(
        "The sheet “Sign-off” of {book} has something to mend first, so nothing counts as signed "
        "off.",
        book=book,
    )


def which_document() -> str:
    """Of a document whose kind is not known."""
    return say(
        "Which of the documents of the kit it is could not be told from its title, and no row of "
        "the sheet “Sign-off” gives its mark. So it is a draft."
    )


def no_document(name: str) -> str:
    """Of a web page, Word document or PDF that is none of the kit's."""
    return say(
        "{name} was not read: it is damaged, too large, or no document that the kit has made.",
        name=name,
    )


def text_named_otherwise(name: str) -> str:
    """Of a text file under the name of a workbook."""
    return say(
        "{name} was not read: it is a text file that was named as a workbook. Open it in Excel and "
        "use Save as, “Excel Workbook (.xlsx)”; if it is an export of a survey, its name ends in "
        ".csv.",
        name=name,
    )


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


def without_attachments() -> str:
    """What was not looked at where not every photo and material was dropped."""
    return say(
        "Some photos or materials that the workbook names were not among the files, so they were "
        "not looked at. Choose them together with it, or choose the folder of the school."
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
        "{name} was not read. Workbooks (.xlsx, .ods), exports (.csv), documents that the kit has "
        "made (.html, .docx, .pdf) and certificates of a draw (.txt) can be checked here.",
        name=name,
    )
