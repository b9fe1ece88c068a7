"""What is on the site, in which order, and who is refused with which words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from spp_research.errors import NotebookError
from spp_research.schema.vocabulary import THEMES
from spp_research.site import content as site_content
from spp_research.site import gather as site_gather
from spp_research.site.content import SharedPractice, Site, slug
from spp_research.site.gather import gather
from spp_research.workspace import open_workspace


def test_the_newest_come_first_and_a_tie_keeps_the_leads_order(
    write_practice: Callable[..., SharedPractice], site_with: Callable[..., Site]
) -> None:
    days = {"a": 1, "b": 3, "c": 3, "d": 2}
    site = site_with(*(write_practice(s, signed_on=date(2026, 7, d)) for s, d in days.items()))
    assert [practice.school.slug for practice in site.newest] == ["b", "c", "d"]


def test_every_theme_is_there_and_only_types_that_share_something(
    write_practice: Callable[..., SharedPractice], site_with: Callable[..., Site]
) -> None:
    site = site_with(write_practice(kind="Infant"))
    assert [theme.name for theme in site.themes] == list(THEMES)
    assert [len(theme.practices) for theme in site.themes] == [0, 0, 1, 0]
    assert [kind.address for kind in site.types] == ["types/infant.html"]


def test_a_school_called_index_does_not_take_the_place_of_the_list(
    write_practice: Callable[..., SharedPractice],
) -> None:
    assert write_practice("index").address == "practices/index-.html"


def test_slugs_of_our_vocabulary() -> None:
    assert slug("Our Impact") == "our-impact"
    assert slug("All-through") == "all-through"


def test_an_apostrophe_is_set_as_in_the_rest_of_the_page(
    write_practice: Callable[..., SharedPractice],
) -> None:
    assert write_practice(title="Yesterday's 'facts'").title == "Yesterday’s 'facts'"


@pytest.mark.slow
def test_schools_are_refused_with_a_reason_and_others_go_on(
    riverside: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write_practice: Callable[..., SharedPractice],
    snapshot: object,
) -> None:
    # One workbook that cannot be read, and one notebook that stops.
    (riverside / "schools" / "copperbeck" / "evidence.xlsx").write_bytes(b"no workbook")
    scratch = tmp_path / "scratch"

    def make(job: object, base: object, *rest: object, **more: object) -> SharedPractice:
        if job.school == "withy-bridge":
            raise NotebookError(f"{scratch / job.school / 'run'}: the cell stopped.")
        return write_practice(job.school)

    monkeypatch.setattr(site_gather, "_make", make)
    gathered = gather(open_workspace(riverside), "Pandoc", scratch)
    practices, refused = gathered.practices, gathered.refused
    assert [practice.school.slug for practice in practices] == ["oakfield"]
    assert str(scratch) not in str(refused)
    assert "\n\n".join(f"{school}: {reason}" for school, reason in refused) == snapshot


@pytest.mark.slow
def test_sign_offs_stand_on_the_day_of_the_settings(
    riverside: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write_practice: Callable[..., SharedPractice],
) -> None:
    """On that day the other sign-offs were still to come; one taken back later is still gone."""
    (riverside / "settings.yml").write_text("as_at: 2026-07-01\n", encoding="utf-8")
    monkeypatch.setattr(site_gather, "_make", lambda job, *rest, **more: write_practice(job.school))
    gathered = gather(open_workspace(riverside), "Pandoc", tmp_path)
    practices, refused = gathered.practices, gathered.refused
    assert [practice.school.slug for practice in practices] == ["oakfield"]
    assert len(refused) == 5
    tannery = next(said for name, said in refused if name.startswith("Tannery"))
    assert "is withdrawn on 2 July 2026, which counts at once" in tannery


def test_the_site_takes_its_words_from_partnership_and_settings(riverside: Path) -> None:
    (riverside / "settings.yml").write_text("licence: All rights reserved\n", encoding="utf-8")
    site = site_content.site_of(open_workspace(riverside), ())
    assert site.name == "Riverside Partnership"
    assert site.contact == "office@riverside.example"
    assert (site.licence.name, site.licence.address) == ("All rights reserved", "")


@pytest.mark.slow
def test_a_write_up_that_is_not_for_the_public_is_not_taken(
    riverside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook that somebody changed cannot bring in a document for the school alone."""
    import spp_research.run.engine as engine
    from spp_research.publish import export as exporting

    def execute(notebook: Path, parameters: dict, output: Path, *, key: str) -> None:
        assert parameters["audience"] == "public"

    class Kept:
        front = type("F", (), {"audience": site_gather.Audience.SCHOOL, "sign_off": object()})
        verdict = None

    monkeypatch.setattr(engine, "execute", execute)
    monkeypatch.setattr(exporting, "export", lambda *given, **more: Kept)
    gathered = gather(open_workspace(riverside), "Pandoc", tmp_path / "scratch")
    practices, refused = gathered.practices, gathered.refused
    assert practices == ()
    assert (
        "for school or that it is not signed off" in dict(refused)["Oakfield Weir Primary School"]
    )
