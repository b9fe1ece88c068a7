"""The website of a lead who has no school's workbook: pages that came with share files."""

from __future__ import annotations

import io
import shutil
import zipfile
from base64 import b64encode
from datetime import date
from pathlib import Path

import pytest
from by_kit import by_kit
from example_copy import EXAMPLE, copy_riverside
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from test_closed_practices import TEXT, with_rows

from spp_research.display.front import Front, front_matter
from spp_research.kinds import KINDS
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.protect.disclosure import Audience, rules_for
from spp_research.protect.signatures import Record, Verdict
from spp_research.publish import share_folder
from spp_research.publish.share_folder import make_shares, refresh_shares, remember
from spp_research.publish.signing import Signing, rows_of, sources_of
from spp_research.run.cache import file_hash
from spp_research.run.jobs import Job
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.share import SchoolShare
from spp_research.share.content import covered, sealed
from spp_research.share.exchanged import for_partner
from spp_research.share.files import read_share, read_shares, write_share
from spp_research.site.build import build_site
from spp_research.site.gather import gather
from spp_research.site.shared import shared_practice
from spp_research.words.text import escape
from spp_research.workspace import Workspace, open_workspace

DAY = date(2026, 7, 10)
SLUG, NAME = "oakfield", "Oakfield Weir Primary School"
PAGE = f"practices/{SLUG}.html"
BODY = """## What we did

1. List every pupil who joined late.

![Seven of ten words read](figures/fig-own.png){#fig-own fig-alt="Bars"}

## About this document

- Made.
"""


def picture(**about) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (20, 10), "white").save(made, "PNG", **about)
    return made.getvalue()


def sign_and_make(workspace: Workspace, folder: Path, body: str = BODY, **sources) -> Record:
    """Let the kit remember a write-up for everyone as it does when it makes one."""
    (line, own), *_ = rows_of(workspace, SLUG, WRITE_UP, "public")
    front = by_kit(
        Front,
        document="best-practice",
        title="Read with late joiners, yesterday's page first",
        subtitle=NAME,
        partnership="Riverside Partnership",
        audience=Audience.PUBLIC,
        sign_off=line,
        description="Ten minutes a day.",
        keywords=["reading"],
    )
    facts = front.metadata(own.signed_on)
    facts["spp"]["status"] = escape(f"Signed off. Text mark: {TEXT.mark}")
    (folder / "figures").mkdir(parents=True)
    (folder / "report.qmd").write_text(f"{front_matter(facts)}\n\n{body}", encoding="utf-8")
    (folder / "figures/fig-own.png").write_bytes(picture())
    (folder / "report.json").write_bytes(b"{}")  # stays at the school
    made_from = sources_of(workspace, SLUG) | sources
    record = Record(own, TEXT, own.signed_on, kit="kit of then", sources=made_from)
    job = Job(str(workspace.root), KINDS["best-practice"], SLUG, "public")
    Signing(job).remember(Verdict(line, own, signed=True, record=record, write=True), folder)
    return record


@pytest.fixture
def school(tmp_path):
    """Oakfield's own folder, in which its write-up is signed off and made for everyone."""
    opened = open_workspace(copy_riverside(tmp_path / "riverside"))
    sign_and_make(opened, tmp_path / "made")
    return opened


def shared(workspace: Workspace) -> SchoolShare:
    (made,) = make_shares(workspace, [SLUG])
    assert made.share is not None, made.reason
    return made.share


def said(workspace: Workspace) -> str:
    (made,) = make_shares(workspace, [SLUG])
    return made.reason


@pytest.fixture(scope="module")
def sent(tmp_path_factory) -> SchoolShare:
    """What Oakfield sends its lead."""
    folder = tmp_path_factory.mktemp("school")
    opened = open_workspace(copy_riverside(folder / "riverside"))
    sign_and_make(opened, folder / "made")
    return shared(opened)


@pytest.fixture
def lead(sent, tmp_path):
    """The lead's own folder: no workbook of a school, and what Oakfield sent."""
    place = tmp_path / "lead"
    place.mkdir()
    for name in ("partnership.xlsx", "settings.yml"):
        shutil.copy(EXAMPLE / name, place / name)
    write_share(sent, place / "share" / f"{SLUG}.json")
    return open_workspace(place)


def asked(lead: Workspace, folder: Path, **changes):
    """The practice of a share that was changed so and sealed again, or why it is not shown."""
    partnership = open_partnership(lead)
    share = read_share(lead.share_file(SLUG))
    if page := changes.pop("page", None):
        changes["write_up"] = share.write_up.model_copy(update=page)
    write_share(sealed(share.model_copy(update=changes)), lead.share_file(SLUG))
    shares = read_shares(lead.share_folder, partnership)
    rules = rules_for("public")
    school = partnership.school(SLUG)
    found = shared_practice(lead, partnership, school, shares, rules, DAY, folder / "private")
    return found[:2]


def stops_the_build(lead: Workspace, folder: Path) -> str:
    """What stops a build while the page is on the website; empty for nothing."""
    found = gather(lead, "Pandoc", folder / "site", public=(f"practices/{SLUG}.html",))
    return found.lost.get(SLUG, "")


@pytest.mark.slow
def test_a_share_file_carries_what_was_signed_off_for_everyone(school):
    page = shared(school).write_up
    assert page is not None and page.text_mark == TEXT.mark and page.practice_id == "B1"
    assert "List every pupil who joined late" in page.text and [*page.files] == [
        "figures/fig-own.png"
    ]
    assert said(school) == ""


@pytest.mark.slow
def test_the_page_is_left_out_where_the_workbook_says_something_else_by_now(school, snapshot):
    assert shared(school).write_up is not None
    with_rows(school.evidence_file(SLUG), "practice", lambda row: row | {"cost": "£200 a year"})
    assert shared(school).practice is not None and shared(school).write_up is None
    assert said(school) == snapshot


@pytest.mark.slow
def test_the_page_is_left_out_where_what_was_signed_is_not_kept(school, snapshot):
    for path in (school.school_folder(SLUG) / "signed").glob("*.zip"):
        path.write_bytes(b"not what was signed")
    assert shared(school).write_up is None
    assert said(school) == snapshot


@pytest.mark.slow
def test_a_run_of_reports_brings_no_page_in_and_takes_none_away(school):
    path = school.share_file(SLUG)
    refresh_shares(school)
    assert read_share(path).write_up is None
    assert shared(school).write_up is not None
    shutil.copy(path, path.with_suffix(".before"))
    with_rows(school.evidence_file(SLUG), "school", lambda row: row | {"pupils_on_roll": 208})
    refresh_shares(school)
    assert read_share(path).write_up is None  # the workbook says something else by now


@pytest.mark.slow
def test_it_leaves_with_the_sign_off_and_never_goes_to_another_partnership(school):
    share = shared(school)
    assert covered(share, "public", date(2020, 1, 1)).write_up is None
    sent = for_partner(share, date(2026, 7, 10))
    assert sent is not None and sent.practice is not None and sent.write_up is None


@pytest.mark.slow
def test_the_site_of_a_lead_has_the_page_and_says_what_else_is_missing(lead, snapshot):
    made = build_site(lead, renderer="pandoc")
    refused = dict(made.refused)
    assert [path.relative_to(made.folder).as_posix() for path in made.pages] == [PAGE]
    page = (made.folder / PAGE).read_text(encoding="utf-8")
    assert "List every pupil who joined late" in page
    assert (made.folder / "practices" / SLUG / "fig-own.png").is_file()
    assert NAME not in refused and refused == snapshot


def numbers(**parts: bytes) -> str:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/") + ".xml", content)
    return b64encode(made.getvalue()).decode()


# What somebody could put into a file that is whole by its own hash.
STRANGE = {
    "a script": {"text": "{text}\n\n```{{=html}}\n<script>alert(1)</script>\n```\n"},
    "a frame": {"text": '{text}\n\n<iframe src="x"></iframe>\n'},
    "another file": {"text": '{text}\n\n![x](/etc/passwd){{{{fig-alt="x"}}}}\n'},
    "a shortcode": {"text": "{text}\n\n{{{{< include /etc/passwd >}}}}\n"},
    "a name": {"text": "{text}\n\n## More\n\nAsk Tobias Whitlock of class 4 about it.\n"},
    "a colleague": {"text": "{text}\n\n## More\n\nPriya Nair saw it in March.\n"},
    "no head": {"text": "Read with late joiners"},
    "another mark": {"text_mark": "AAA-AAA-AAA"},
    "looser thresholds": {"fewest_pupils": 3},
    "no picture": {"files": {"figures/fig-own.png": b64encode(b"GIF89a").decode()}},
    "half a picture": {"files": {"figures/fig-own.png": b64encode(picture()[:45]).decode()}},
    "no base 64": {"files": {"figures/fig-own.png": "A"}},
    "a macro": {"files": {"numbers.xlsx": numbers(xl__vbaProject=b"x")}},
    "a formula": {"files": {"numbers.xlsx": numbers(xl__worksheets__sheet1=b"<c><f>A()</f></c>")}},
    "no workbook": {"files": {"numbers.xlsx": b64encode(b"PK").decode()}},
}


@pytest.mark.parametrize("what", STRANGE)
def test_a_page_that_the_kit_would_not_have_made_is_refused(lead, tmp_path, what, snapshot):
    page = dict(STRANGE[what])
    if "{text}" in str(page.get("text", "")):
        own = read_share(lead.share_file(SLUG)).write_up
        page["text"] = page["text"].format(text=own.text.split("## About")[0])
    practice, why = asked(lead, tmp_path, page=page)
    assert practice is None and str(tmp_path) not in why
    assert why == snapshot


def test_a_picture_is_drawn_anew_so_that_nothing_travels_in_it(lead, tmp_path):
    hidden = PngInfo()
    hidden.add_text("Comment", "where it was taken")
    content = {"figures/fig-own.png": b64encode(picture(pnginfo=hidden) + b"more").decode()}
    practice, _ = asked(lead, tmp_path, page={"files": content})
    drawn = (practice.folder / "figures/fig-own.png").read_bytes()
    assert b"where it was taken" not in drawn and drawn.endswith(b"IEND\xaeB`\x82")


@pytest.mark.parametrize("name", ["../evil.png", "figures/../../a.png", "report.qmd", "a.exe"])
def test_a_file_with_a_strange_name_is_no_part_of_a_share_file(lead, tmp_path, name):
    content = {name: b64encode(picture()).decode()}
    assert (
        "is not what a share file may say there"
        in asked(lead, tmp_path, page={"files": content})[1]
    )


def test_a_practice_without_its_page_says_what_to_ask_for(lead, tmp_path, snapshot):
    assert asked(lead, tmp_path, write_up=None)[1] == snapshot
    assert asked(lead, tmp_path, sign_offs=())[1] == snapshot


def test_a_sign_off_that_ended_takes_the_page_away(lead, tmp_path):
    lines = [
        one.model_copy(update={"ends_on": date(2026, 7, 8)}) if one.document == WRITE_UP else one
        for one in read_share(lead.share_file(SLUG)).sign_offs
    ]
    practice, why = asked(lead, tmp_path, sign_offs=tuple(lines))
    assert practice is None and "holds no practice" in why


def test_a_share_file_that_lacks_the_page_of_a_signed_practice_is_a_slip(lead, tmp_path):
    """Nobody took it back, so it may not vanish from the website without a word."""
    asked(lead, tmp_path, write_up=None)
    assert "does not hold the page" in stops_the_build(lead, tmp_path)


def test_a_page_that_was_taken_back_in_the_share_file_stops_nothing(lead, tmp_path):
    asked(lead, tmp_path, sign_offs=())
    assert stops_the_build(lead, tmp_path) == ""


def test_a_workbook_under_another_name_stops_what_the_share_file_would_show(lead, tmp_path):
    book = lead.evidence_file(SLUG)
    book.parent.mkdir(parents=True)
    shutil.copy(EXAMPLE / "schools" / SLUG / book.name, book.with_name("evidence (1).xlsx"))
    practice, why = asked(lead, tmp_path)
    assert practice is None and "“evidence (1).xlsx”" in why
    assert "“evidence (1).xlsx”" in stops_the_build(lead, tmp_path)


def test_a_share_file_made_here_of_a_workbook_that_is_gone_shows_nothing(lead, tmp_path):
    asked(lead, tmp_path)
    file = file_hash(lead.share_file(SLUG))
    remember(lead, SLUG, share_folder.Record(file=file))
    practice, why = asked(lead, tmp_path)
    assert practice is None and "was made of it on this computer" in why
    assert "was made of it on this computer" in stops_the_build(lead, tmp_path)
