"""The settings that Quarto reads: one style, no running of code, and no private page on a site."""

from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]


def settings(name: str) -> dict:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def paths_in(value):
    if isinstance(value, dict):
        for part in value.values():
            yield from paths_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from paths_in(part)
    elif isinstance(value, str) and value.lstrip("/").startswith("reports/_style"):
        yield value


def test_nothing_is_run():
    assert settings("_quarto.yml")["execute"] == {"enabled": False}


def test_every_file_that_the_settings_name_is_there():
    found = list(paths_in(settings("_quarto.yml")))
    assert len(found) == 10
    assert [path for path in found if not (ROOT / path.lstrip("/")).exists()] == []


def test_both_renderers_use_the_same_files(tmp_path):
    from spp_research.publish import pandoc

    ours = [Path(option.split("=")[1]).name for option in pandoc.filters(tmp_path)]
    theirs = [Path(entry["path"]).name for entry in settings("_quarto.yml")["filters"]]
    assert ours == theirs


def test_a_workspace_has_one_project_that_puts_reports_nowhere_else():
    assert sorted(path.name for path in ROOT.glob("_quarto*")) == ["_quarto.yml"]
    project = settings("_quarto.yml")["project"]
    assert project["type"] == "default" and "output-dir" not in project
    assert all(entry.startswith("reports/") for entry in project["render"])
    # Lists: a profile adds to one, and takes the place of a single script.
    assert project["pre-render"] == ["reports/_style/in_place.js"]
    assert project["post-render"] == ["reports/_style/made.js"]
    assert not {"profile", "website"} & set(settings("_quarto.yml"))


def test_the_page_that_a_fresh_workspace_has_is_allowed_in_a_report_too(tmp_path):
    import json

    from spp_research.publish import allowed, pandoc

    text = (ROOT / "reports" / "start.qmd").read_text(encoding="utf-8")
    (tmp_path / "report.qmd").write_text(text.replace("format: html\n", ""), encoding="utf-8")
    allowed.check(json.loads(pandoc.parse(tmp_path)), tmp_path)
