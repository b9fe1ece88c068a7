"""The hub report's pieces: of no, one and many partnerships, for each audience, with odd names."""

from __future__ import annotations

import re

import hubs_made
import pytest
from shared_years import action, effect, finding, support

from spp_research.documents import hub_report
from spp_research.hub.opening import open_hub
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.share import Practice

PIECES = [
    "key_points", "themes", "support", "followed", "results", "practices", "ahead", "took_part",
    "left_out",
]  # fmt: skip
TOLD = {
    "findings": (finding(), finding("F2", "Strength", theme=1, finding="Secret words of a school")),
    "support": (support(), support("Offer", theme=1, support_id="S2", contact="Ada Hill")),
    "actions": (action(),),
}


def opened(tmp_path, *made, audience="partnership", **more):
    hubs_made.hub(tmp_path, *made, **more)
    return open_hub(str(tmp_path), audience)


def whole(hub) -> str:
    """All the pieces as they are exported."""
    made = [getattr(hub_report, name)(hub) for name in PIECES]
    parts = [part for one in made for part in getattr(one, "parts", (one,))]
    return "\n\n".join(part.markdown for part in parts)


def schools(partnership, number, **parts):
    return [
        hubs_made.share(
            f"{name} of {partnership}",
            partnership,
            effects=(effect(2.0 + n / 10, who=f"{name} of {partnership}"),),
            **(TOLD | parts),
        )
        for n, name in enumerate(("Alder", "Birch", "Cedar", "Damson", "Elm")[:number])
    ]


def practice(words="Read aloud twice a day"):
    return Practice(principle=words, theme=finding().theme, in_short="Ten minutes at nine.")


def test_a_hub_of_two_partnerships_in_its_own_words(tmp_path, snapshot):
    hub = opened(tmp_path, *schools("Ashby", 3), *schools("Bexham", 4))
    assert whole(hub) == snapshot
    assert hub_report.front(hub).readers == "For the partnerships of the hub"


def test_practices_alone_are_said_to_be_all_that_was_counted(tmp_path):
    made = [
        hubs_made.share(f"{name} Primary", "Ashby", signed=(WRITE_UP,), practice=practice(name))
        for name in ("Read aloud", "Count twice")
    ]
    told = hub_report.key_points(opened(tmp_path, *made)).markdown
    assert "Counted here: two share files, one from each school." in told
    assert "too few" not in told and told.count("\n- ") == 4


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(), (1,), (3,), (5, 1), (2, 2)], ids=str)
def test_small_hubs_tell_nothing_of_few_schools(sizes, tmp_path, snapshot):
    made = [s for n, size in enumerate(sizes) for s in schools(f"Partnership {n}", size)]
    text = whole(opened(tmp_path, *made))
    assert text.count("|") == 0 or "Spelling check (marks)" not in text
    assert hub_report.key_points(open_hub(str(tmp_path), "partnership")).markdown == snapshot


def test_no_words_and_no_names_of_schools_that_signed_for_their_partnership_only(tmp_path):
    made = [*schools("Ashby", 4, practice=practice()), *schools("Bexham", 4)]
    text = whole(opened(tmp_path, *made))
    assert "Secret words" not in text and "Ada Hill" not in text.replace("Ada Hill answers", "")
    assert not [one.school_name for one in made if one.school_name in text]
    assert "Read aloud" not in text


def test_a_practice_for_everyone_is_told_with_its_school(tmp_path):
    (first, *others) = schools("Ashby", 4, practice=practice())
    text = whole(opened(tmp_path, hubs_made.public(first), *others, *schools("Bexham", 4)))
    assert "Read aloud twice a day" in text and text.count("Alder of Ashby") >= 1
    assert "Birch of Ashby" not in text


def test_for_everyone_only_what_is_signed_off_for_everyone_counts(tmp_path):
    made = [*schools("Ashby", 4), *map(hubs_made.public, schools("Bexham", 4))]
    hub = opened(tmp_path, *made, audience="public")
    text = whole(hub)
    assert "four schools in one partnership" in text and "eight schools" not in text.replace(
        "with eight schools", ""
    )
    assert hub.together == ()


def test_odd_names_are_shown_as_they_are_and_run_nothing(tmp_path):
    name = "<b>Ash</b> {{< env HOME >}} | *by* " + "very " * 20 + "long"
    text = whole(opened(tmp_path, *schools(name[:150], 3), *schools("Bexham", 3)))
    assert "<b>" not in text and "{{<" not in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(re.sub(r"\\.", "", row).count("|") <= 8 for row in rows)


def test_very_many_partnerships_stand_by_their_first_letter(tmp_path):
    made = [one for n in range(45) for one in schools(f"{'ABC'[n % 3]}shby {n}", 1)]
    made += schools("The Duchy", 1)
    text = hub_report.took_part(opened(tmp_path, *made)).markdown
    assert text.count("\n") == 3 and text.startswith("- **A**: Ashby 0 (1)")
    assert text.endswith("- **D**: The Duchy (1).")


def test_of_very_many_practices_an_even_choice_is_shown(tmp_path):
    made = [
        hubs_made.public(hubs_made.share(f"School {n}", practice=practice(f"Do thing {n}")))
        for n in range(130)
    ]
    hub = opened(tmp_path, *made)
    said, table = hub_report.practices(hub).parts
    assert "130 practices are shared with everyone. Below is one in three" in said.markdown
    assert len(table.protected.rows) == 44


def test_what_does_not_count_is_told_by_number_and_names_no_one(tmp_path):
    rows = [{"partnership_name": "Ashby", "schools": 9}, {"partnership_name": "Silent"}]
    made = [*schools("Ashby", 3), *schools("Corley", 2)]
    hub = opened(tmp_path, *made, partnerships=rows)
    text = hub_report.left_out(hub).parts[0].markdown
    assert "Not counted: two share files of a partnership that hub.xlsx does not list." in text
    assert "Corley" not in text and "Nothing has come from Silent yet." in text
    assert "three of the nine" in hub_report.ahead(hub).parts[-1].markdown or "3 of the 9" in (
        hub_report.ahead(hub).parts[-1].markdown
    )
