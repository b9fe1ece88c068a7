"""What whoever makes a document is told of it besides that it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spp_research.kinds import HUB_REPORT, PARTNERSHIP_REPORT
from spp_research.phrases import listed, plural
from spp_research.protect.signatures import ShownText
from spp_research.run.jobs import Job
from spp_research.run.looks import read_book


def besides(job: Job, school: str, text: ShownText | None) -> Iterator[str]:
    """A sentence for each thing that is worth knowing.

    Parameters
    ----------
    school : whose Sign-off sheet it stands on; empty for the lead's.
    text : what it says; None where nobody can sign it.
    """
    yield from _at_odds(job, school)
    yield from _easier(job, text)
    yield from _not_held_to(job)
    yield from _not_used(job)


def _at_odds(job: Job, school: str) -> list[str]:
    """What rows of the Sign-off sheet about this document say otherwise than others."""
    from .sign_off_sheet import rows_at_odds

    return rows_at_odds(job.place, school, job.kind.title)


def _easier(job: Job, text: ShownText | None) -> Iterator[str]:
    """Advice on the school's words on a page that families read."""
    if job.kind.made_of and text:
        from spp_research.schema import SCHOOL
        from spp_research.words.families import easier_to_read

        from .made_of import from_the_workbook

        sheets = read_book(job.place.evidence_file(job.school), SCHOOL).rows
        shown = from_the_workbook(job.kind, text, sheets)
        yield from filter(None, [easier_to_read(shown)])


def _not_used(job: Job) -> Iterator[str]:
    """Which share files lie in the folder and are not in the year's report.

    Its last section says so too, which whoever makes it may not read.
    """
    if job.kind == PARTNERSHIP_REPORT:
        from spp_research.intake import read_lead
        from spp_research.partnership.lead_workbook import membership_of
        from spp_research.share.files import read_shares

        found = read_shares(job.place.share_folder, membership_of(read_lead(job.place))).refused
        if found:
            files = plural(len(found), "a share file that is", "share files that are")
            yield (
                f"In the folder share there {plural(len(found), 'is', 'are')} {files} not in it: "
                f"{listed(list(found))}. To see why: spp status"
            )


def _not_held_to(job: Job) -> Iterator[str]:
    """What a hub report cannot be held to, of editions that an older kit signed."""
    if job.kind == HUB_REPORT:
        from spp_research.hub.opening import not_held_to

        yield from filter(None, [not_held_to(str(job.place.root), job.audience)])


def waived_by_hand(waived: Sequence[Mapping[str, Any]]) -> str:
    """One sentence for whoever signs: what a notebook of one's own shows without a rule."""
    own = [w for w in waived if w.get("by") == "notebook"]
    if not own:
        return ""
    named = "; ".join(
        f"{w['label'] or 'a sentence'} in {w['cell']} (“{w['reason']}”)" for w in own[:5]
    )
    more = f"; and {len(own) - 5} more, in manifest.json" if len(own) > 5 else ""
    what = "One thing is" if len(own) == 1 else f"{len(own)} things are"
    return f"{what} shown without a rule, for a reason that the notebook gives: {named}{more}."
