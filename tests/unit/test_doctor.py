"""What `spp doctor` says of Quarto: the program, and the settings that a workspace has for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from spp_research.cli import doctor
from spp_research.cli.showing import show_stray_projects
from spp_research.cli.starting import init_workspace
from spp_research.publish import quarto
from spp_research.publish.stray_projects import stray_projects
from spp_research.workspace import Workspace

OLD_SITE = "project:\n  type: website\n  output-dir: _site\n"
ELSEWHERE = "project:\n  output-dir: ../public\n"
EARLIER = "project:\n  type: default\n"
NO_SETTINGS = ("project: [", "- one\n- two\n", "", "project: website\n", "\x00")


def notes(folder: Path) -> list[str]:
    return [finding.text for finding in doctor._quarto_settings(Workspace(folder))]


def of_program(found, monkeypatch) -> doctor.Finding:
    monkeypatch.setattr(quarto, "find_quarto", lambda: found)
    return doctor._quarto()


def test_a_fresh_workspace_has_nothing_to_say(tmp_path):
    init_workspace(tmp_path)
    assert (tmp_path / "_quarto.yml").is_file()
    assert notes(tmp_path) == []


@pytest.mark.parametrize("settings", [OLD_SITE, ELSEWHERE])
@pytest.mark.parametrize("name", ["_quarto.yml", "_quarto-site.yml", "_quarto-own.yaml"])
def test_settings_that_could_empty_the_website_are_named(name, settings, tmp_path):
    (tmp_path / name).write_text(settings, "utf-8")
    (said,) = notes(tmp_path)
    assert said.startswith(f"{name} sends what `quarto render` makes to a folder of its own")
    assert "Run: spp init ." in said


def test_settings_of_an_earlier_kit_are_named(tmp_path):
    (tmp_path / "_quarto.yml").write_text(EARLIER, "utf-8")
    (said,) = notes(tmp_path)
    assert said.startswith("_quarto.yml is of an earlier kit")
    assert "spp init ." in said
    script = "reports/_style/in_place.js"
    for scripts, number in ((script, 1), ("[look.py]", 1), (f"[look.py, {script}]", 0)):
        (tmp_path / "_quarto.yml").write_text(f"{EARLIER}  pre-render: {scripts}\n", "utf-8")
        assert len(notes(tmp_path)) == number, scripts


def test_a_project_of_quartos_among_the_reports_is_named(tmp_path, capsys):
    init_workspace(tmp_path)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "_quarto.yml").write_text("project:\n  type: website\n", "utf-8")
    assert notes(tmp_path) == []
    (tmp_path / "reports" / "_quarto.yml").write_text("project:\n  type: website\n", "utf-8")
    (said,) = notes(tmp_path)
    assert said.startswith("reports/_quarto.yml makes a project of Quarto's own")
    (tmp_path / "reports" / "_style" / "_quarto.yml").write_text("", "utf-8")  # of no report
    (tmp_path / "reports" / "oakfield").mkdir()
    (tmp_path / "reports" / "oakfield" / "_quarto.yml.local").write_text("", "utf-8")
    assert stray_projects(tmp_path) == ["reports/_quarto.yml", "reports/oakfield/_quarto.yml.local"]
    show_stray_projects(tmp_path)  # as every command does that makes or publishes
    assert capsys.readouterr().err.count("makes a project of Quarto's own") == 2


def test_each_file_is_said_and_settings_of_a_profile_need_no_pre_render(tmp_path):
    (tmp_path / "_quarto.yml").write_text(EARLIER, "utf-8")
    (tmp_path / "_quarto-site.yml").write_text(OLD_SITE, "utf-8")
    (tmp_path / "_quarto-draft.yml").write_text("project:\n  type: default\n", "utf-8")
    assert [said.split(" ")[0] for said in notes(tmp_path)] == ["_quarto-site.yml", "_quarto.yml"]


@pytest.mark.parametrize("text", NO_SETTINGS)
def test_what_quarto_itself_cannot_read_stops_nothing(text, tmp_path):
    (tmp_path / "_quarto-own.yml").write_text(text, "utf-8")
    assert notes(tmp_path) == []


def test_the_notes_are_among_what_doctor_finds_and_are_no_fault(tmp_path):
    init_workspace(tmp_path)
    (tmp_path / "_quarto-site.yml").write_text(OLD_SITE, "utf-8")
    found = [one for one in doctor._workspace(tmp_path) if one.subject == "Quarto"]
    assert [(one.state, one.exit_code) for one in found] == [(doctor.NOTE, 0)]


def test_without_quarto_it_is_said_not_to_be_needed(monkeypatch):
    said = of_program(None, monkeypatch)
    assert (said.state, said.exit_code) == (doctor.NOTE, 0)
    assert said.text.startswith("not installed, and not needed.")
    assert said.text.endswith("Pandoc and Typst, which make the same documents.")


def test_a_quarto_that_is_not_used_is_named_with_the_reason(monkeypatch):
    old = quarto.Quarto(Path("/opt/quarto"), "1.2", refused="1.2 is older than 1.4")
    said = of_program(old, monkeypatch)
    assert (said.state, said.exit_code) == (doctor.NOTE, 0)
    assert "/opt/quarto is not used: 1.2 is older than 1.4. Reports are made with" in said.text


def test_a_quarto_that_is_used_is_fine(monkeypatch):
    said = of_program(quarto.Quarto(Path("/opt/quarto"), "1.10.19"), monkeypatch)
    assert said.state == doctor.FINE
    assert said.text.startswith("1.10.19, used where _quarto.yml has looks")
