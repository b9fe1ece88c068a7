"""What is believed without reading a file, and what is not."""

from __future__ import annotations

import json
import os
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from spp_research.kinds import KINDS
from spp_research.run import cache, stamps
from spp_research.run import freshness as glance
from spp_research.run.freshness import INDEX, Entry, Index
from spp_research.run.jobs import Job, Outcome

SECOND = 1_000_000_000
TODAY = date(2026, 7, 10)


@pytest.mark.parametrize(
    ("changed", "settled"),
    [
        (10 * SECOND + 123, True),
        (100 * SECOND - 200_000_123, True),
        (100 * SECOND - 1_000_123, False),  # within a tick of the clock
        (100 * SECOND + 5, False),  # later than it was looked at
        (98 * SECOND, False),  # in whole seconds, as a coarse clock counts
        (97 * SECOND, True),
    ],
)
def test_a_file_is_believed_only_if_it_was_older_than_a_tick(changed, settled):
    assert stamps.settled([(1, changed, changed)], 100 * SECOND) is settled


def test_one_young_file_spoils_the_lot_and_a_missing_one_does_not():
    old, young = (1, SECOND + 1, SECOND + 1), (1, 100 * SECOND + 1, 100 * SECOND + 1)
    assert stamps.settled([old, stamps.NONE], 100 * SECOND)
    assert not stamps.settled([old, young], 100 * SECOND)


def test_the_stamp_of_a_file_changes_with_it(tmp_path):
    path = tmp_path / "a"
    assert stamps.stamp(path) == stamps.NONE
    path.write_text("one")
    before = stamps.stamp(path)
    time.sleep(0.02)
    path.write_text("two")
    os.utime(path, ns=(before[1], before[1]))  # a program that puts the time back
    if os.name != "nt":
        assert stamps.stamp(path) != before


@pytest.fixture
def entry() -> Entry:
    return Entry("f1", date.min, date.max, {"report.html": (1, 2, 3)})


def test_the_later_of_two_lines_counts_and_half_a_line_does_not(tmp_path, entry):
    path = tmp_path / INDEX
    index = Index(path)
    index.note("oakfield/review-summary", entry)
    index.note("oakfield/review-summary", Entry("f2", TODAY, TODAY, {}))
    index.close()
    with path.open("a") as file:
        file.write('["oakfield/review-summary",["f3","2026-')
    index = Index(path)
    assert index.find("oakfield/review-summary").made_from == "f2"
    index.note("withy-bridge/review-summary", entry)
    index.close()
    index = Index(path)
    assert index.find("withy-bridge/review-summary") == entry
    assert index.find("oakfield/review-summary").made_from == "f2"


@pytest.mark.parametrize(
    "text", ["", "{", "null\n", "[1]\n", '["a/b",["f"]]\n', '["a/b",{"x":1}]\n', '["a/b",null]\n']
)
def test_an_index_that_is_damaged_says_nothing(tmp_path, text):
    (tmp_path / INDEX).write_text(text)
    assert Index(tmp_path / INDEX).find("a/b") is None
    assert Index(tmp_path / INDEX).schools("x") == ()


def test_a_long_index_is_written_anew(tmp_path, entry, monkeypatch):
    monkeypatch.setattr("spp_research.run.freshness._SPARE", 3)
    index = Index(tmp_path / INDEX)
    for number in range(8):
        index.note("a/b", Entry(f"f{number}", date.min, date.max, {}))
    index.close()
    assert len((tmp_path / INDEX).read_text().splitlines()) == 1
    assert Index(tmp_path / INDEX).find("a/b").made_from == "f7"


DAY = timedelta(days=1)


@pytest.fixture
def job(riverside) -> Job:
    """A report that looks as if it had been made a while ago, with its manifest."""
    job = Job(str(riverside), KINDS["review-summary"], "oakfield", formats=("html",), made_on=TODAY)
    job.folder.mkdir(parents=True)
    for name in ("report.qmd", "report.html"):
        (job.folder / name).write_text(name)
    cache.write_manifest(job.folder, {"fingerprint": cache.fingerprint(job, "pandoc 3.9")})
    time.sleep(0.12)
    return job


def look(job: Job) -> glance.Glance:
    lock = job.folder.parents[1] / ".lock"
    lock.write_text("now")
    return glance.Glance(job.place, "pandoc 3.9", lock)


def learnt(job: Job, **outcome) -> None:
    """Let a run look at the report closely, and note it."""
    seen = look(job)
    seen.unchanged(job)
    seen.learn(Outcome(job, "made", steady=(TODAY, TODAY + 3 * DAY), **outcome))
    seen.close()


def test_what_was_looked_at_closely_is_known_at_a_glance_the_next_time(job):
    assert look(job).unchanged(job) is None
    learnt(job)
    found = look(job).unchanged(job)
    assert (found.state, found.files) == ("unchanged", (job.folder / "report.html",))


@pytest.mark.parametrize(
    "name",
    [
        "reports/oakfield/review-summary/report.html",
        "reports/oakfield/review-summary/manifest.json",
        "schools/oakfield/evidence.xlsx",
        "partnership.xlsx",
        "settings.yml",
    ],
)
@pytest.mark.parametrize("how", ["edited", "gone"])
def test_a_file_that_was_edited_or_deleted_is_noticed(job, name, how):
    learnt(job)
    path = job.place.root / name
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b" ")  # of the same length
    assert look(job).unchanged(job) is None


@pytest.mark.parametrize("folder", ["surveys", "pupils"])
def test_a_new_file_of_the_school_is_noticed_and_of_another_school_is_not(job, folder):
    learnt(job)
    for school, known in (("osier-road", True), ("oakfield", False)):
        path = job.place.school_folder(school) / folder / "new.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text("a,b\n")
        assert (look(job).unchanged(job) is not None) is known


def test_it_is_known_only_for_the_days_on_which_it_would_be_the_same(job):
    from dataclasses import replace

    learnt(job)
    for days, known in ((-1, False), (0, True), (3, True), (4, False)):
        later = replace(job, made_on=TODAY + days * DAY)
        assert (look(later).unchanged(later) is not None) is known


def test_another_audience_or_one_more_format_is_looked_at_closely(job):
    from dataclasses import replace

    learnt(job)
    for other in (replace(job, audience="public"), replace(job, formats=("html", "pdf"))):
        assert look(other).unchanged(other) is None


def test_an_output_that_was_edited_while_the_run_went_on_is_not_learnt(job):
    seen = look(job)
    seen.unchanged(job)
    (job.folder / "report.html").write_text("edited")
    seen.learn(Outcome(job, "made", steady=(TODAY, TODAY)))
    seen.close()
    assert look(job).unchanged(job) is None


def test_an_input_that_was_edited_within_the_tick_is_not_learnt(job):
    (job.place.root / "partnership.xlsx").write_bytes(b"just now")
    learnt(job)
    assert look(job).unchanged(job) is None


def test_a_failure_is_not_learnt(job):
    seen = look(job)
    seen.unchanged(job)
    seen.learn(Outcome(job, "failed"))
    seen.close()
    assert look(job).unchanged(job) is None


def test_the_index_names_no_file_of_pupils_or_surveys(job):
    for folder in ("pupils", "surveys"):
        path = job.place.school_folder("oakfield") / folder / "quibblestone.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text("a,b\n")
    time.sleep(0.12)
    learnt(job)
    text = (job.place.root / "reports" / INDEX).read_text()
    assert "review-summary" in text
    assert "quibblestone" not in text
    assert cache.file_hash(path) not in text


def test_the_list_of_schools_is_read_again_only_when_the_workbook_changes(riverside, monkeypatch):
    job = Job(str(riverside), KINDS["review-summary"], "oakfield")
    (riverside / "reports").mkdir()
    seen = look(job)
    before = seen.schools()
    seen.close()
    assert "oakfield" in before
    monkeypatch.setattr(glance, "read_lead", None)
    assert look(job).schools() == before
    (riverside / "partnership.xlsx").write_bytes(b"another")
    with pytest.raises(TypeError):
        look(job).schools()


def test_share_files_are_known_until_one_or_a_workbook_of_any_school_changes(job):
    def stand() -> bool:
        return look(job).shares_stand(TODAY)

    folder = job.place.share_folder
    folder.mkdir()
    (folder / "oakfield.json").write_text("{}")
    seen = look(job)
    assert not seen.shares_stand(TODAY)
    seen.learn_shares(TODAY)
    seen.close()
    assert stand()
    assert not look(job).shares_stand(TODAY + DAY)
    (folder / "osier-road.json").write_text("{}")
    assert not stand()
    seen = look(job)
    seen.shares_stand(TODAY)
    seen.learn_shares(TODAY)
    seen.close()
    assert stand()
    book = job.place.evidence_file("withy-bridge")
    book.write_bytes(book.read_bytes() + b" ")
    assert not stand()


def test_what_is_noted_is_one_line_of_json_for_each_report(job):
    learnt(job)
    lines = (job.place.root / "reports" / INDEX).read_text().splitlines()
    assert [json.loads(line)[0] for line in lines] == ["oakfield/review-summary"]
    assert Path(INDEX).name.startswith(".")
