"""An enquiry about a few pupils: nothing of one pupil leaves it, whichever section is shown.

The attacker has the whole document, knows the rules and the class, and the words that the notebook
holds. Three pupils take part beside twenty others; what they had is told from all other numbers.
"""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest
from in_process import run

from spp_research import enquiry
from spp_research.display import MARK
from spp_research.errors import DisclosureError, InputError, UnprotectedError
from spp_research.protect.disclosure import opened as registry
from spp_research.protect.disclosure.rules import rules_for

FEW = {"jan": [141.7, 152.3, 163.9], "jun": [171.3, 188.9, 199.1]}
SECTIONS = (
    "key_points(mine)",
    "why(mine)",
    "what_is_known(mine)",
    "plan(mine)",
    "plan(mine, pupils=(3, 20))",
    "ethics(mine)",
    "what_happened(mine)",
    "what_we_found(mine)",
    "what_we_learnt(mine)",
    "sharing(mine)",
    "for_whoever_checks(mine)",
)
WRITTEN = (
    "from spp_research import enquiry\n"
    "mine = enquiry.Enquiry(\n"
    '    question="To what extent does reading aloud help?",\n'
    '    doing="Ten minutes a day.",\n'
    '    outcomes=[enquiry.outcome("Words", design={design!r}, before_on="12/01/2026",\n'
    '        after_on="06/07/2026", who="Year 3")],\n'
    "    pupils=enquiry.pupils(data, before='jan', after='jun', group={group!r},\n"
    "        project='yes' if {group!r} else None, pupil='id'),\n"
    ")\n"
)


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    for known, empty in (("_schools", {}), ("_words", {}), ("_ids", {}), ("_rules", [])):
        monkeypatch.setattr(registry, known, empty)


@pytest.fixture
def class_of_23():
    rng = np.random.default_rng(5)
    jan = [*FEW["jan"], *rng.normal(60, 15, 20).round()]
    return pd.DataFrame(
        {
            "id": [f"P{n:03d}" for n in range(23)],
            "jan": jan,
            "jun": [*FEW["jun"], *(np.array(jan[3:]) + rng.normal(9, 4, 20).round())],
            "took": ["yes"] * 3 + ["no"] * 20,
        }
    )


def shown_of(data, design, group, audience, monkeypatch) -> str:
    """All that leaves the notebook from every section: marks, alternative texts, what is drawn."""
    monkeypatch.setattr(registry, "_rules", [rules_for(audience)])
    source = WRITTEN.format(design=design, group=group)
    names = {"data": data, "In": [source, *SECTIONS]}
    run(source, names)
    said = []
    for section in SECTIONS:
        made = run(f"enquiry.{section}", names)
        for part in getattr(made, "parts", (made,)):
            if part is not None:
                bundle = part._repr_mimebundle_()
                said.append(json.dumps(bundle[MARK], ensure_ascii=False) + bundle["text/plain"])
    return "\n".join(said)


def given_away(text: str, data: pd.DataFrame) -> list[float]:
    """What stands in a text of the three pupils, alone or together."""
    three = data[:3]
    gains = three["jun"] - three["jan"]
    secret = {*FEW["jan"], *FEW["jun"], *gains.round(1)}
    secret |= {round(float(v.mean()), 1) for v in (three["jan"], three["jun"], gains)}
    secret |= {float(v) for one in (three["jan"], three["jun"]) for v in one.round()}
    there = {float(found) for found in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", text)}
    return sorted(secret & there)


@pytest.mark.parametrize("audience", ["partnership", "public"])
def test_three_pupils_beside_twenty_stay_hidden(audience, class_of_23, monkeypatch):
    text = shown_of(class_of_23, "A", "took", audience, monkeypatch)
    assert given_away(text, class_of_23) == []
    assert "[c]" in text and "P00" not in text
    assert not re.search(r"\b(?:3|23|20) (?:pupils|and)|\b3 and 20\b", text)
    assert "What so few pupils could show is hidden" in text


@pytest.mark.parametrize("audience", ["partnership", "public"])
def test_three_pupils_alone_stay_hidden(audience, class_of_23, monkeypatch):
    text = shown_of(class_of_23[:3].copy(), "B", None, audience, monkeypatch)
    assert given_away(text, class_of_23) == []
    assert "[c]" in text


@pytest.mark.slow
def test_two_enquiries_that_differ_by_a_pupil_do_not_tell_how_many_were_measured(
    class_of_23, monkeypatch
):
    """What is planned is said to the nearest five: beside it stands how many were left."""
    whole = pd.concat([class_of_23[3:]] * 2, ignore_index=True)
    whole["id"] = [f"Q{n:03d}" for n in range(len(whole))]
    whole["took"] = ["yes"] * 20 + ["no"] * 20
    whole.loc[[0], "jun"] = float("nan")
    text = shown_of(whole, "A", "took", "partnership", monkeypatch)
    assert "About 20 and 20 pupils" in text and "(19 and 20 pupils)" in text
    one_more = pd.concat([whole, whole[1:2].assign(id="Q900", jun=float("nan"))])
    again = shown_of(one_more, "A", "took", "partnership", monkeypatch)
    plans = [re.findall(r"About \d+ and \d+ pupils", one) for one in (text, again)]
    assert plans[0] == plans[1]


def test_in_a_run_a_text_or_a_number_of_the_plan_stands_in_the_notebook(class_of_23, monkeypatch):
    monkeypatch.setenv(registry.SEAL_VARIABLE, "of a run")
    registry.run_key.cache_clear()
    try:
        source = WRITTEN.format(design="A", group="took")
        names = {"data": class_of_23, "In": [source]}
        run(source, names)
        for wrong in (
            'enquiry.Enquiry(f"To what extent {data.jan[0]}")',
            'enquiry.Enquiry("To what extent", why=" ".join(["He", "had", str(data.jan[0])]))',
            'enquiry.known("A", "B " + str(data.jan[0]), "C", "20/11/2025", outcome="D")',
            'enquiry.outcome(data.id[0], design="A")',
            'enquiry.outcome("Words", design="A", who=str(data.jan[0]))',
            "enquiry.plan(mine, pupils=(int(data.jan[0]), 20))",
            'enquiry.Enquiry("To what extent", sharing="Ask P001 about it")',
        ):
            names["In"] = [source, wrong]
            with pytest.raises(UnprotectedError) as refused:
                run(f"from spp_research import enquiry\n{wrong}", names)
            assert "141.7" not in str(refused.value) and "P00" not in str(refused.value)
    finally:
        monkeypatch.delenv(registry.SEAL_VARIABLE, raising=False)
        registry.run_key.cache_clear()


def test_no_refusal_repeats_a_pupils_id(class_of_23):
    doubled = pd.concat([class_of_23, class_of_23[:1]])
    with pytest.raises(InputError) as refused:
        enquiry.pupils(doubled, before="jan", after="jun", pupil="id")
    assert "P000" not in str(refused.value)


def test_a_text_for_everyone_names_nobody(monkeypatch):
    monkeypatch.setattr(registry, "_rules", [rules_for("public")])
    mine = enquiry.Enquiry("To what extent", happened="A pupil, Aisha Khan in 3B, read at home.")
    with pytest.raises(DisclosureError, match="happened: this text seems to hold a pupil's name"):
        enquiry.what_happened(mine)
    monkeypatch.setattr(registry, "_rules", [rules_for("school")])
    assert enquiry.what_happened(mine).parts
