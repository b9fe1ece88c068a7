"""The front of a document that a notebook of one's own makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spp_research.errors import InputError, UnprotectedError
from spp_research.partnership import annual
from spp_research.partnership.year import Year
from spp_research.protect.disclosure.opened import hold_pupils_back
from spp_research.protect.disclosure.origin import notebook
from spp_research.protect.disclosure.origin import words as refuse_made_up
from spp_research.school.evidence import Study
from spp_research.school.public_text import hold_back
from spp_research.telling import of_study_or_year

from .front import Front

if TYPE_CHECKING:
    from spp_research.protect.disclosure import Rules


@of_study_or_year
def front(
    opened: Study | Year,
    title: str = "",
    *,
    question: str = "",
    description: str = "",
    keywords: Sequence[str] = (),
) -> Front:
    """Whose document it is and for whom: what the first page of every document says.

    Who signed it off is not asked here. It is read from the Sign-off sheet, under the title in the
    notebook's metadata, when the document is made; in JupyterLab it is a draft.

    Parameters
    ----------
    opened : what `open_school` or `open_year` gave.
    title : of the document; the title in the notebook's metadata without.
    question : what was asked, under the title.
    description, keywords : for the document's properties.

    Raises
    ------
    UnprotectedError
        If a text was put together by the notebook.
    DisclosureError
        When it is for everyone and a text of the workbook seems to point to one person.
    """
    caller = notebook()
    if caller is None:
        raise UnprotectedError("show.front is for the cells of a notebook of one's own.")
    texts = (title, question, description, *keywords)
    for text in texts:
        refuse_made_up(text, caller, "A title or question")
    hold_pupils_back(texts, "A title or question")
    if isinstance(opened, Study):
        hold_back(opened, "")
        whose, partnership = opened.base.school.name, opened.partnership.name
    elif isinstance(opened, Year):
        annual.hold_back(opened)
        whose = partnership = opened.partnership.name
    else:
        raise InputError(
            "show.front takes what open_school(workspace, school, audience) or "
            "open_year(workspace, audience) gave."
        )
    rules: Rules = opened.rules
    return Front(
        document="",
        title=title,
        subtitle=whose,
        partnership=partnership,
        audience=rules.audience,
        sign_off=None,
        focus=question,
        description=description,
        keywords=tuple(keywords),
    )
