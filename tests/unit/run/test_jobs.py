"""Which reports are planned for which question."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date

import pytest

from spp_research.errors import ConfigurationError
from spp_research.kinds import KINDS
from spp_research.run.executors import run_all
from spp_research.run.jobs import Job, Outcome, in_order, plan
from spp_research.workspace import EXAMPLE, kit_resources, open_workspace


@pytest.fixture(scope="module")
def example():
    return open_workspace(EXAMPLE)


@pytest.fixture(scope="module")
def leads_order(example):
    from spp_research.partnership.lead_workbook import open_partnership

    return [school.slug for school in open_partnership(example).schools]


def test_everything_is_school_by_school_in_the_leads_order_then_the_partnership(
    example, leads_order
):
    jobs = plan(example, ["all"])
    per_school = [kind.name for kind in KINDS.values() if kind.per_school]
    expected = [(school, kind) for school in leads_order for kind in per_school]
    assert [(j.school, j.kind.name) for j in jobs] == [
        *expected,
        ("partnership", "partnership-report"),
    ]


def test_schools_come_in_the_leads_order_whatever_order_they_are_asked_for(example, leads_order):
    asked = list(reversed(leads_order[:3]))
    jobs = plan(example, ["review-summary"], asked)
    assert [job.school for job in jobs] == leads_order[:3]


def test_one_school_alone_has_no_report_about_all(example, leads_order):
    kinds = {job.kind.name for job in plan(example, ["all"], leads_order[:1])}
    assert "partnership-report" not in kinds


def test_the_settings_give_the_formats_and_the_day(riverside):
    (riverside / "settings.yml").write_text("formats: [pdf]\nas_at: 2026-07-01\n")
    job = plan(open_workspace(riverside), ["partnership-report"])[0]
    assert job.formats == ("pdf",)
    assert job.made_on == date(2026, 7, 1)


def test_formats_come_once_and_in_one_order(example):
    assert plan(example, ["partnership-report"], formats=["pdf", " HTML", "pdf"])[0].formats == (
        "html",
        "pdf",
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"kinds": ["review-sumary"]},
        {"kinds": ["review-summary"], "schools": ["oakfeild"]},
        {"kinds": ["review-summary"], "schools": ["../oakfield"]},
        {"kinds": ["review-summary"], "audience": "publik"},
        {"kinds": ["review-summary"], "formats": ["word"]},
        {"kinds": ["partnership-report"], "schools": ["oakfield"]},
    ],
    ids=["kind", "school", "path", "audience", "format", "about all"],
)
def test_what_there_is_not_is_refused_with_what_there_is(example, asked, snapshot):
    with pytest.raises(ConfigurationError) as caught:
        plan(example, **asked)
    assert str(caught.value) == snapshot


def test_a_job_can_be_sent_to_another_process():
    job = Job("/somewhere", KINDS["review-summary"], "oakfield")
    assert pickle.loads(pickle.dumps(job)) == job


def test_the_notebook_is_told_no_more_than_it_needs():
    job = Job("/somewhere", KINDS["review-summary"], "oakfield", audience="public")
    about_all = Job("/somewhere", KINDS["partnership-report"], "partnership")
    assert job.parameters == {"workspace": "/somewhere", "school": "oakfield", "audience": "public"}
    assert about_all.parameters == {"workspace": "/somewhere", "audience": "school"}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_is_usually_for_whom_its_notebook_begins_with(kind):
    import papermill

    notebook = kit_resources() / "notebooks" / kind.notebook
    declared = papermill.inspect_notebook(str(notebook))
    assert declared["audience"]["default"].strip("\"'") == kind.audience
    assert set(declared) == set(Job("/w", kind, "oakfield").parameters)


def test_an_audience_that_is_asked_for_is_for_every_kind(example):
    assert {job.audience for job in plan(example, ["all"], audience="School")} == {"school"}


def test_what_shows_the_words_of_others_comes_behind_them_at_any_remove():
    """In whatever order they are asked for."""
    first = replace(KINDS["best-practice"], name="first", made_of=())
    second = replace(first, name="second", made_of=("first",))
    third = replace(first, name="third", made_of=("second",))
    fourth = replace(first, name="fourth", made_of=("third", "first"))
    jobs = [Job("here", kind, "oakfield") for kind in (fourth, third, second, first)]
    other = Job("here", replace(first, name="other"), "oakfield")
    assert [job.kind.name for job in in_order([other, *jobs])] == [
        "other",
        "first",
        "second",
        "third",
        "fourth",
    ]
    made = run_all(jobs, lambda job: Outcome(job, "made"), 1)
    assert [one.job for one in made] == jobs
