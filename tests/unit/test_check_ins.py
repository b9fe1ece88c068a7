"""What was noticed on the way: beside the action, and as counts in what is shared."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from spp_research import open_school
from spp_research.documents.impact_reflection.tables import actions_table
from spp_research.documents.partnership_report.actions import _looked_at
from spp_research.partnership.annual import visible
from spp_research.partnership.annual.followed import plans
from spp_research.protect.disclosure import rules_for
from spp_research.publish.sharing_series import looked_at as shared_looks
from spp_research.publish.sharing_series import watched
from spp_research.school.series import Seen, few_behind, seen, series
from spp_research.share import Action, LookedAt, SchoolShare, Watched
from spp_research.share.content import REFLECTION, covered, parse, sealed, text_of, without
from spp_research.share.plausible import implausible
from spp_research.share.records import Signed
from spp_research.words.check_ins import MOST, looked_at, looks_at


@pytest.fixture(scope="module")
def study():
    return open_school("example", "oakfield", "partnership")


def looked(study, *rows):
    """The study with these looks: action, day, how it goes, noticed, next."""
    columns = ["action_id", "looked_on", "going", "noticed", "next_step"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["looked_on"] = pd.to_datetime(frame["looked_on"])
    return replace(study, base=replace(study.base, check_ins=frame))


def test_the_last_look_stands_first_and_the_earlier_ones_follow(study):
    found = looked(
        study,
        ("A1", date(2026, 2, 13), "As planned", "Cards are used", "Order more"),
        ("A1", date(2026, 3, 27), "Changed on the way", "The register moved.", None),
        ("A2", date(2026, 3, 27), "On hold", None, None),
    )
    assert looked_at(found.base, "A1") == (
        "Last looked at on 27 March 2026: changed on the way. The register moved. On 13 February "
        "2026: as planned. Cards are used."
    )
    assert looked_at(found.base, "A2") == "Last looked at on 27 March 2026: on hold."
    assert looked_at(found.base, "A3") == ""
    table = actions_table(found)
    cell = table.protected.cells[table.protected.rows.index("A2")][1].text
    assert cell.endswith("Last looked at on 27 March 2026: on hold.")


def test_what_comes_next_is_said_of_the_last_look_only(study):
    found = looked(
        study,
        ("A1", date(2026, 2, 13), "As planned", None, "Order more cards"),
        ("A1", date(2026, 3, 27), "As planned", None, "Ask the pupils"),
    )
    said = looked_at(found.base, "A1")
    assert "Next: Ask the pupils." in said and "Order more" not in said


def test_a_cell_is_no_diary(study):
    rows = [("A1", date(2026, 1, n), "As planned", None, None) for n in range(1, 8)]
    said = looked_at(looked(study, *rows).base, "A1")
    assert said.count(" as planned.") == MOST
    assert said.endswith("Three more looks were before that.")


def test_a_school_without_check_ins_says_nothing(study):
    assert looks_at(study.base, "A1") == ()
    assert "looked at on" not in actions_table(study).markdown.replace("looked at again on", "")


# --- what is shared


def share(**parts) -> SchoolShare:
    return sealed(
        SchoolShare(
            kit="0",
            partnership="Millbrook",
            cycle="2025-26",
            school="ashdown",
            school_name="Ashdown",
            made_on=date(2026, 7, 1),
            sign_offs=(
                Signed(
                    document=REFLECTION,
                    audience="partnership",
                    name="Ann Hill",
                    role="Headteacher",
                    signed_on=date(2026, 6, 1),
                ),
            ),
            actions=(
                Action(action_id="A1", action="Read."),
                Action(action_id="A2", action="Sort."),
            ),
            **parts,
        )
    )


LOOK = LookedAt(action_id="A1", looks=3, last_on=date(2026, 3, 27))
WATCHED = Watched(series_id="W1", counted="Seated early", pupils=60, figures=31, signal="shift")


def test_a_share_without_them_reads_as_before_and_one_with_them_reads_back():
    bare = json.loads(text_of(share()))
    assert "series" not in bare and "check_ins" not in bare
    full = share(series=(WATCHED,), check_ins=(LOOK,))
    assert parse(text_of(full).encode(), "x.json") == full


def test_both_go_with_the_impact_reflection():
    full = share(series=(WATCHED,), check_ins=(LOOK,))
    assert covered(full, "partnership", date(2026, 7, 1)).series == (WATCHED,)
    assert without(full, [REFLECTION]).series == ()
    assert covered(full, "public", date(2026, 7, 1)).check_ins == ()


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"series": (WATCHED.model_copy(update={"figures": 9}),)}, "too few figures"),
        ({"series": (WATCHED, WATCHED)}, "two of its series"),
        ({"check_ins": (LOOK, LOOK)}, "two of its check_ins"),
        ({"check_ins": (LOOK.model_copy(update={"last_on": date(1999, 1, 1)}),)}, "bears a day"),
        ({"series": (WATCHED.model_copy(update={"pupils": 30_000}),)}, "is about 30,000 pupils"),
    ],
)
def test_what_cannot_be_so_is_refused(parts, what):
    assert what in implausible(share(**parts))
    assert implausible(share(series=(WATCHED,), check_ins=(LOOK,))) == ""


def test_the_annual_report_counts_looks_and_drops_series_of_too_few():
    full = share(series=(WATCHED,), check_ins=(LOOK,))
    lines = plans({"ashdown": full}, ["ashdown"])
    assert _looked_at(lines).plain == (
        "On the way one of two actions was looked at, three times in all, the last time on "
        "27 March 2026."
    )
    assert _looked_at(plans({"ashdown": share()}, ["ashdown"])) is None
    strict = rules_for("partnership", {"partnership": {"pupils": 70}})
    assert visible({"a": full}, strict)["a"].series == ()
    assert visible({"a": full}, rules_for("partnership"))["a"].series == (WATCHED,)


def test_a_share_file_holds_no_figure_of_a_series(study):
    """What the example shares of its one series is the sign and about how many pupils."""
    withy = open_school("example", "withy-bridge", "partnership")
    found = watched(withy)
    assert [one.series_id for one in found] == ["W1"]
    assert found[0].signal == "both" and found[0].pupils % 5 == 0
    assert set(type(found[0]).model_fields) == {
        *("series_id", "action_id", "outcome_id", "counted", "pupils", "figures", "signal")
    }
    (own,) = series(withy.base)
    assert seen(own, withy.rules, few_behind((), withy.rules)) is Seen.FIGURES
    assert {look.action_id for look in shared_looks(withy.base)} == {"A1"}
    assert watched(study) == () and shared_looks(study.base) == ()
