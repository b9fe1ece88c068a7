"""Whether an offer or a need that the lead's visits name is one that the school wrote down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..faults import Fault, Place, did_you_mean, fault, quote
from ..layout import address
from ..read.typed_rows import given
from .keys import rough
from .reading import Reading


def without_support(lead: Reading, schools: Sequence[Reading]) -> Iterator[Fault]:
    """Each visit with a support ID that the workbook of its school does not have.

    Parameters
    ----------
    lead : the lead's workbook.
    schools : the workbooks of schools that are at hand; of others nothing is asked, and of those
        that have not begun neither.
    """
    known = {
        reading.path.parent.name: reading.rows["support"].there("support_id")
        for reading in schools
        if "support" in reading.rows
        and "support" not in reading.partial
        and "support.support_id" not in reading.doubtful
        and reading.fingerprint
        and not reading.not_started
    }
    field = lead.workbook.sheet("visits").field("support_id")
    for row, visit in lead.rows["visits"].records:
        school, support = visit["asked_by"], visit["support_id"]
        if not given(school, support) or school not in known:
            continue
        ids = [str(one) for one in known[school]]
        if rough(str(support)) in map(rough, ids):
            continue
        yield fault(
            "visit.no-such-support",
            Place(
                lead.shown_as,
                lead.titles["visits"],
                address(row, lead.columns["visits", field.name]),
                field.label,
            ),
            f"{quote(support)} is not on the sheet “Support offered and needed” of "
            f"{quote(school)}, and the report would count this visit as one that somebody had "
            f"asked for or offered: mend the ID, or clear it.{did_you_mean(str(support), ids)}",
            found=str(support),
        )
