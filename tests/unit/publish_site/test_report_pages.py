"""The report of the year on the website of a partnership, and on that of its hub."""

from __future__ import annotations

import io
import json
import shutil
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import hubs_made
import pytest
from by_kit import by_kit
from example_copy import copy_riverside
from hubs_made import hub
from PIL import Image

from spp_research.cli.sharing import report_lines
from spp_research.display.front import Front, front_matter
from spp_research.errors import EvidenceError, NotebookError
from spp_research.intake import read_workbook, write_workbook
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import mark_of
from spp_research.protect.signatures import Record, Verdict, shown_text
from spp_research.publish.share_folder import refresh_school
from spp_research.publish.sharing_report import share_report
from spp_research.publish.signed_report import public_job, signed_report
from spp_research.publish.signing import Signing, rows_of, sources_of
from spp_research.schema import HUB, PARTNERSHIP, SCHOOL
from spp_research.share.report_file import read_report, sealed_report, write_report
from spp_research.site import gather, take_home
from spp_research.site.build import build_site
from spp_research.words.text import escape
from spp_research.workspace import Workspace, open_workspace

pytestmark = pytest.mark.slow

TITLE = "Partnership report"
SIGNED = date(2026, 7, 9)
NEXT = hubs_made.DAY + timedelta(days=1)
TEXT = shown_text([("", "Six schools took part.")])
PAGE = "reports/2025-26.html"
BODY = """Six schools took part.

![Five of six](figures/fig-cycle.png){#fig-cycle fig-alt="Bars"}

## About this document

- Made.
"""


@pytest.fixture(autouse=True)
def _reports_only(monkeypatch):
    """Without the practices, which have tests of their own, and without Word and PDF files."""
    monkeypatch.setattr(take_home, "with_documents", lambda made, *_: (tuple(made), ()))
    nothing = gather.Gathered((), (), {})
    monkeypatch.setattr(gather, "gather", lambda *_, **__: nothing)


def with_rows(place: Workspace, sheet: str, change) -> None:
    """The lead's workbook with other rows in a sheet."""
    found = read_workbook(place.partnership_file, PARTNERSHIP).rows
    rows = {name: [dict(row) for _, row in sheet.records] for name, sheet in found.items()}
    write_workbook(place.partnership_file, PARTNERSHIP, rows | {sheet: change(rows[sheet])})


def sign(workspace: Workspace, audience: str = "Public", **cells) -> None:
    row = {
        "document": TITLE,
        "audience": audience,
        "signed_by": "Ruth Adeyemi",
        "role": "Lead",
        "signed_on": SIGNED,
    }
    with_rows(workspace, "sign_off", lambda rows: [*rows, row | cells])


def remember(workspace: Workspace, folder: Path, body: str = BODY, given=()) -> Record:
    """Let the kit remember a report as it does when it makes one."""
    job = public_job(workspace)
    (line, own), *_ = rows_of(workspace, "", TITLE, "public")
    name = own.partnership
    front = by_kit(
        Front,
        document="partnership-report",
        title="The year 2025-26",
        subtitle=name,
        partnership=name,
        audience=Audience.PUBLIC,
        sign_off=line,
        description="What the schools found.",
        keywords=["peer review"],
    )
    facts = front.metadata(own.signed_on)
    facts["spp"]["status"] = escape(f"Signed off. Text mark: {TEXT.mark}")
    (folder / "figures").mkdir(parents=True)
    (folder / "report.qmd").write_text(f"{front_matter(facts)}\n\n{body}", encoding="utf-8")
    drawn = io.BytesIO()
    Image.new("RGB", (20, 10), "white").save(drawn, "PNG")
    (folder / "figures/fig-cycle.png").write_bytes(drawn.getvalue())
    sources = sources_of(workspace, "")
    record = Record(own, TEXT, own.signed_on, False, "kit", sources, given=tuple(given))
    Signing(job).remember(Verdict(line, own, signed=True, record=record, write=True), folder)
    return record


@pytest.fixture
def riverside(tmp_path) -> Workspace:
    """The example, its report signed off for everyone."""
    place = open_workspace(copy_riverside(tmp_path / "riverside"))
    sign(place)
    remember(place, tmp_path / "made")
    return place


def built(place: Workspace):
    return build_site(place, renderer="pandoc")


def why(result) -> str:
    return " ".join(reason for _, reason in result.refused)


def withdraw(place: Workspace) -> None:
    gone = {"withdrawn_on": date(2026, 7, 10)}
    with_rows(
        place,
        "sign_off",
        lambda rows: [row | gone if row["audience"] == "Public" else row for row in rows],
    )


def test_it_has_a_page_and_its_own_entry_on_the_home_page(riverside):
    result = built(riverside)
    assert [page.name for page in result.reports] == ["2025-26.html"]
    page = (riverside.site / PAGE).read_text(encoding="utf-8")
    assert "Six schools took part" in page and "Signed off by Ruth Adeyemi" in page
    assert (riverside.site / "reports/2025-26/fig-cycle.png").is_file()
    home = (riverside.site / "index.html").read_text(encoding="utf-8")
    assert f'href="{PAGE}"' in home and "The year 2025-26" in home
    for name in ("feed.xml", "assets/search-index.js"):
        assert PAGE in (riverside.site / name).read_text(encoding="utf-8")
    again = built(riverside)
    assert again.reports == result.reports


def test_it_goes_when_its_sign_off_is_withdrawn(riverside):
    built(riverside)
    withdraw(riverside)
    result = built(riverside)
    assert not result.reports and not (riverside.site / "reports").exists()
    home = (riverside.site / "index.html").read_text(encoding="utf-8")
    assert "Reports of the year" not in home and "The year 2025-26" not in home


def test_one_for_the_partnership_alone_is_not_shown(tmp_path):
    place = open_workspace(copy_riverside(tmp_path / "riverside"))
    assert signed_report(place) is None and not built(place).reports
    sign(place)
    assert "which text that was is not known here" in why(built(place))
    kept = share_report(place)
    (line,) = report_lines(kept)
    assert not kept.path.exists()
    assert "is not written, as the partnership report cannot go into it yet. It is signed" in line


def test_it_goes_when_a_school_has_taken_back_what_it_gave(tmp_path):
    place = open_workspace(copy_riverside(tmp_path / "riverside"))
    sign(place)
    remember(place, tmp_path / "made", given=["oakfield: Review summary"])
    result = built(place)
    assert not result.reports and "taken back since: oakfield: Review summary" in why(result)


@pytest.mark.slow
@pytest.mark.parametrize("made_here", [True, False])
@pytest.mark.parametrize("cells", [{"withdrawn_on": date(2026, 7, 5)}, {"expires_on": SIGNED}])
def test_it_goes_although_the_share_file_still_gives_what_was_taken_back(
    tmp_path, cells, made_here
):
    """Nobody has to run spp share before what a school took back is gone from a page of all."""
    place = open_workspace(copy_riverside(tmp_path / "riverside"))
    sign(place)
    remember(place, tmp_path / "made", given=["oakfield: Review summary"])
    file = shared_by_oakfield(place, made_here=made_here)
    before = file.read_bytes()
    assert built(place).reports
    change_school(place, "oakfield", cells)
    result = built(place)
    assert not result.reports and "taken back since: oakfield: Review summary" in why(result)
    assert file.read_bytes() == before
    book = place.evidence_file("oakfield")
    book.rename(book.with_name("evidence (1).xlsx"))
    assert not built(place).reports


@pytest.mark.slow
def test_a_share_file_that_was_sent_may_be_newer_than_the_workbook_here(tmp_path):
    place = open_workspace(copy_riverside(tmp_path / "riverside"))
    sign(place)
    remember(place, tmp_path / "made", given=["oakfield: Review summary"])
    shared_by_oakfield(place, made_here=False)
    change_school(place, "oakfield", {"audience": "School"})
    assert built(place).reports


def shared_by_oakfield(place: Workspace, *, made_here: bool) -> Path:
    """Its share file, which was made here or has been sent."""
    refresh_school(place, open_partnership(place), "oakfield", SIGNED)
    if not made_here:
        shutil.rmtree(place.share_folder / ".made-here")
    return place.share_file("oakfield")


def change_school(place: Workspace, school: str, cells: dict) -> None:
    """Write into the rows of a school's Sign-off sheet about its review summary."""
    book = place.evidence_file(school)
    found = dict(read_workbook(book, SCHOOL).rows)
    rows = {name: [row for _, row in sheet.records] for name, sheet in found.items()}
    rows["sign_off"] = [
        row | cells if row["document"] == "Review summary" else row for row in rows["sign_off"]
    ]
    write_workbook(book, SCHOOL, rows)


def test_what_was_kept_may_not_be_changed(riverside):
    (edition,) = (riverside.root / "signed").glob("*.zip")
    edition.write_bytes(edition.read_bytes() + b"x")
    assert "not kept here whole" in why(built(riverside))


def test_a_slip_stops_the_build_while_its_page_is_there_and_what_was_signed_otherwise_goes(
    tmp_path, monkeypatch
):
    """Also where a report would have to be made anew to tell whether it says the same."""
    riverside = open_workspace(copy_riverside(tmp_path / "riverside"))
    sign(riverside)
    remember(riverside, tmp_path / "made", f"{BODY}- Text mark: {TEXT.mark}. It stands for it.\n")
    built(riverside)
    (edition,) = (riverside.root / "signed").glob("*.zip")
    whole = edition.read_bytes()
    edition.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EvidenceError, match=r"this report is on the website.* not kept here whole"):
        built(riverside)
    assert (riverside.site / PAGE).is_file()
    edition.write_bytes(whole)
    note = {"name": "Riverside", "contact_email": "office@riverside.example"}
    before = riverside.partnership_file.read_bytes()
    with_rows(riverside, "partnership", lambda rows: [rows[0] | note])

    def stops(*_):
        raise NotebookError("reports/partnership_report.ipynb, cell 3: it stopped")

    monkeypatch.setattr("spp_research.site.report_pages._made_again", stops)
    with pytest.raises(EvidenceError, match="cell 3: it stopped"):
        built(riverside)
    riverside.partnership_file.write_bytes(before)
    # Under a row with the mark of another text nobody has signed what is public.
    marked = {"text_mark": mark_of("Other words")}
    with_rows(
        riverside,
        "sign_off",
        lambda rows: [row | marked if row["audience"] == "Public" else row for row in rows],
    )
    result = built(riverside)
    assert not result.reports and "which text that was is not known here" in why(result)
    assert not (riverside.site / PAGE).exists()
    marked["text_mark"] = f"{TEXT.mark[:-1]}{'B' if TEXT.mark[-1] != 'B' else 'C'}"
    riverside.partnership_file.write_bytes(before)
    assert built(riverside).reports
    with_rows(
        riverside,
        "sign_off",
        lambda rows: [row | marked if row["audience"] == "Public" else row for row in rows],
    )
    assert not built(riverside).reports  # a mark with a slip is of no text


def test_where_the_workbook_has_changed_it_is_made_anew_to_see(riverside, monkeypatch):
    from spp_research.site import report_pages

    asked = []

    def again(workspace, signed, *_):
        asked.append(signed.why)
        return signed

    monkeypatch.setattr(report_pages, "_made_again", again)
    with_rows(riverside, "people", lambda rows: rows[:-1])
    result = built(riverside)
    assert asked and not result.reports and "has changed since it was signed" in why(result)


def test_the_lead_sends_it_and_says_when_it_is_no_longer_signed(riverside, snapshot):
    first = share_report(riverside)
    assert first.state == "made" and first.holds
    assert share_report(riverside).state == "unchanged"
    held = read_report(first.path)
    assert held.report.text_mark == TEXT.mark and held.sign_off.name == "Ruth Adeyemi"
    assert set(held.report.files) == {"figures/fig-cycle.png"}
    withdraw(riverside)
    second = share_report(riverside)
    gone = read_report(second.path)
    assert gone.report is None and gone.sign_off is None
    assert [*report_lines(first), *report_lines(second)] == snapshot
    assert share_report(riverside).state == "unchanged"


def test_a_partnership_that_never_signed_one_has_no_file(tmp_path):
    place = open_workspace(copy_riverside(tmp_path / "riverside"))
    assert share_report(place) is None and not place.share_folder.exists()
    assert [*report_lines(None)] == []


# At the hub


@pytest.fixture
def northern(riverside, tmp_path):
    """A hub to which Riverside has sent its report, and the file."""
    place = hub(tmp_path / "hub")
    sent = share_report(riverside).path
    target = place.partnerships / "riverside" / sent.name
    target.parent.mkdir(parents=True)
    shutil.copyfile(sent, target)
    return place, target


AT_HUB = "riverside-partnership--2025-26"


def later(path: Path, **changes) -> None:
    write_report(sealed_report(read_report(path).model_copy(update=changes)), path)


def resealed(path: Path, change) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    change(told)
    told.pop("content_hash")
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    told["content_hash"] = sha256(text.encode()).hexdigest()
    path.write_text(json.dumps(told), encoding="utf-8")


def test_the_hub_shows_it_and_takes_it_away(northern):
    place, file = northern
    first = file.read_bytes()
    result = built(place)
    assert [page.stem for page in result.reports] == [AT_HUB] and not result.refused
    page = (place.site / f"reports/{AT_HUB}.html").read_text(encoding="utf-8")
    assert "Six schools took part" in page and "Riverside Partnership" in page
    assert f"reports/{AT_HUB}.html" in (place.site / "index.html").read_text(encoding="utf-8")
    later(file, made_on=NEXT, report=None, sign_off=None)
    assert "no longer" in why(built(place)) and not built(place).reports
    for name in (file.name, "again.report.json", "AGAIN.REPORT.JSON"):
        file.unlink(missing_ok=True)
        file = file.with_name(name)
        file.write_bytes(first)
        result = built(place)
        assert not result.reports and "later file" in why(result)


def test_at_the_hub_it_stays_when_its_file_is_put_away(northern):
    place, file = northern
    built(place)
    file.unlink()
    assert [page.stem for page in built(place).reports] == [AT_HUB]
    (kept,) = (place.root / "website/kept").iterdir()
    resealed(kept, lambda told: told["report"].update(text="# Other"))
    assert not built(place).reports


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda told: told["report"].update(text_mark="BAD-FIG-PEN"), "does not print"),
        (lambda told: told.update(partnership="Ashby Trust"), "another partnership"),
        (lambda told: told["report"].update(fewest_pupils=1), "thresholds"),
        (
            lambda told: told["report"].update(
                text=told["report"]["text"] + "\n<script>x</script>"
            ),
            "not written as the kit writes one",
        ),
        (
            lambda told: told["report"]["files"].update({"figures/fig-cycle.png": "AAAA"}),
            "cannot be read",
        ),
        (lambda told: told["sign_off"].update(audience="partnership"), ""),
        (lambda told: told["sign_off"].update(ends_on="2026-07-10"), ""),
        (lambda told: told.update(made_on="2099-01-01"), "still to come"),
        (lambda told: told["report"]["files"].update({"../../x.png": "AAAA"}), "may say there"),
    ],
)
def test_a_file_that_was_edited_shows_nothing(northern, change, said):
    place, file = northern
    resealed(file, change)
    result = built(place)
    assert not result.reports and said in why(result)


def test_a_change_by_hand_is_seen(northern):
    place, file = northern
    file.write_text(file.read_text(encoding="utf-8").replace("Six schools", "All schools"))
    assert "changed after it was made" in why(built(place))
    with pytest.raises(EvidenceError):
        read_report(file)


def test_the_hub_takes_a_partnership_off_with_its_report(northern):
    place, _ = northern
    built(place)
    rows = [{"partnership_name": "Riverside Partnership", "off_website": "All"}]
    write_workbook(place.hub_file, HUB, {"hub": [hubs_made.OWN], "partnerships": rows})
    assert "Taken off the website" in why(built(place)) and not built(place).reports
    rows = [{"partnership_name": "Elmcote"}]
    write_workbook(place.hub_file, HUB, {"hub": [hubs_made.OWN], "partnerships": rows})
    assert "does not list" in why(built(place))
