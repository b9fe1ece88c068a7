"""Practices of schools whose workbooks are elsewhere: the page that came with their share file.

Such a page comes from somebody else's computer. So it is held to what is asked of every page: the
kinds of content that a page may have, the rules about names as they are here, the thresholds that
are set here, and a sign-off for everyone that stands today.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Collection
from datetime import date
from pathlib import Path

from spp_research.errors import DisclosureError, RenderError
from spp_research.intake import missing_workbook, other_workbooks
from spp_research.partnership.lead_workbook import Partnership, School
from spp_research.protect import personal
from spp_research.protect.disclosure import Audience, Rules
from spp_research.protect.sign_off import SignOff
from spp_research.publish import allowed
from spp_research.publish.kept import written_lines
from spp_research.publish.pandoc import parse
from spp_research.publish.share_folder import recorded
from spp_research.schema.vocabulary import THEMES, WRITE_UP
from spp_research.share import SchoolShare, Signed, WriteUp
from spp_research.share.content import covered
from spp_research.share.files import Shares
from spp_research.workspace import Workspace, kit_resources

from .content import SharedPractice
from .earlier import front_of
from .store import NOTHING_KEPT, Store, key_of
from .taken_up import keep_result
from .texts import put_tree

_PUBLIC = Audience.PUBLIC
_MOST_POINTS = 40_000_000  # of a picture
_MOST_BYTES = 30_000_000  # of a workbook, unpacked
_LIVE = (b"<f>", b"<f ", b'TargetMode="External"', b"<!DOCTYPE", b"<!ENTITY")
_AGAIN = "Ask the school to run spp report best-practice and spp share, and to send its file again"
_PARTS = re.compile(  # of a workbook that XlsxWriter writes without macros, links and objects
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml|xl/(workbook|styles|"
    r"sharedStrings|metadata)\.xml|xl/_rels/workbook\.xml\.rels|xl/theme/theme1\.xml|"
    r"xl/(worksheets/(_rels/)?sheet\d+\.xml(\.rels)?|tables/table\d+\.xml)"
)


def shared_practice(
    workspace: Workspace,
    partnership: Partnership,
    school: School,
    shares: Shares,
    rules: Rules,
    as_at: date,
    folder: Path,
    store: Store = NOTHING_KEPT,
) -> tuple[SharedPractice | None, str, bool]:
    """The practice of a school by its share file, or why it is not shown.

    Parameters
    ----------
    rules : those for everyone, with the thresholds that are set here.
    as_at : the day on which the sign-off must stand.
    folder : a private one, in which the write-up is left.
    store : what was made for the website before.

    Returns
    -------
    The practice, or None; why not; and whether that is a slip, with which nobody took it back.
    """
    if stale := _made_of_what_is_gone(workspace, school):
        return None, stale, True
    if school.slug in shares.refused:
        return None, shares.refused[school.slug], True
    sent = shares.shares.get(school.slug)
    if sent is None:
        why = (
            f"Neither its workbook nor its share file is here. Put the file that it sends into "
            f"the folder {workspace.share_folder.name}."
        )
        return None, why, True
    share = covered(sent, _PUBLIC, as_at)
    line, page = share.signed(WRITE_UP), share.write_up
    if line is None or share.practice is None:
        why = (
            "Its share file holds no practice that is signed off for everyone. To share one, the "
            "school signs its write-up off for the audience Public and sends its file again."
        )
        return None, why, False
    if page is None:
        why = (
            "Its practice is signed off for everyone, and its share file does not hold the page. "
            f"{_AGAIN}."
        )
        return None, why, True
    try:
        staff, cycle = partnership.staff_names, partnership.cycle
        practice = page_of(school, share, line, page, rules, folder, staff, cycle, store)
        keep_result(practice, sent.effects, share.practice.outcome_id)
        return practice, "", False
    except StrangeError as error:
        why = f"The page in its share file is not shown, because {error}. {_AGAIN}."
        return None, why, not isinstance(error, NamesSomebodyError)


def _made_of_what_is_gone(workspace: Workspace, school: School) -> str:
    """Why nothing is taken from a share file beside a workbook that is not in its place.

    Such a file was made here of what the workbook said then, and the workbook may have taken the
    practice back since. A file that the school sent from elsewhere is another matter.
    """
    book = workspace.evidence_file(school.slug)
    if not book.is_file() and (book.exists() or book.is_symlink()):
        return (
            f"schools/{school.slug}/evidence.xlsx: this is not a file that can be opened. Put the "
            "school's workbook in its place."
        )
    others = [one for one in other_workbooks(workspace.school_folder(school.slug)) if one != book]
    if others and book.is_file():
        return (
            f"schools/{school.slug}/evidence.xlsx: it is not started yet, and beside it lies "
            f"“{others[0].name}”, which is not read under this name. If that is the school's "
            "evidence workbook, put it in the place of the empty one."
        )
    if others:
        return str(missing_workbook(workspace, school.slug))
    if recorded(workspace, school.slug).owns(workspace, school.slug):
        return (
            f"schools/{school.slug}/evidence.xlsx: the workbook is gone, and the school's share "
            "file was made of it on this computer, so nobody can tell whether the practice was "
            "taken back since. Put the workbook back, or put the file that the school sends into "
            f"the folder {workspace.share_folder.name}."
        )
    return ""


class StrangeError(Exception):
    """What a page has that no page of the kit has; the end of a sentence."""


class NamesSomebodyError(StrangeError):
    """A page that seems to point to one person, which no slip keeps on the website."""


def page_of(
    school: School,
    share: SchoolShare,
    line: Signed,
    page: WriteUp,
    rules: Rules,
    folder: Path,
    staff: Collection[str],
    cycle: str,
    store: Store = NOTHING_KEPT,
) -> SharedPractice:
    """The page that came with a share file, held to what is asked of every page.

    Parameters
    ----------
    share : as its sign-offs for everyone cover it, with a practice.
    line : the sign-off under which the page stands.
    rules : those for everyone, with the thresholds that are set here.
    folder : a private one, in which the write-up is left.
    staff : names of colleagues, which no page but its own contact has.
    cycle : what the cycle is called here.

    Raises
    ------
    StrangeError
        When the page has what no page of the kit has, or names somebody.
    """
    assert share.practice is not None
    if share.practice.theme not in THEMES:
        raise StrangeError("its theme is none of the four")
    if page.fewest_pupils < rules.fewest_pupils or (
        page.fewest_respondents < rules.fewest_respondents
    ):
        raise StrangeError(
            "it was made under thresholds that are not as strict as those of settings.yml here"
        )
    _put(page, folder)
    style = kit_resources() / "reports" / "_style"
    contact = (share.practice.contact_name, share.practice.contact_email)
    cleared = {*share.cleared, *(word for cell in contact for word in personal.words_in(cell))}
    try:
        if named := _sections_with_somebody(page.text, style, staff, cleared, store):
            raise NamesSomebodyError(
                f"its text seems to hold what points to one person, under {named}. If that may "
                "stay, the school copies those very words to “Words that name nobody” in its "
                "workbook"
            )
        read = store.made(key_of("tree", page.text), lambda: parse(folder))
        parsed = json.loads(read)
        allowed.check(parsed, folder)
        put_tree(read, folder)
        own = SignOff(line.name, line.role, line.signed_on, line.ends_on, line.audience.value)
        front = front_of(parsed["meta"], own)
    except (RenderError, DisclosureError):  # whose words are for whoever made the page
        raise StrangeError("it is not written as the kit writes one") from None
    if page.text_mark not in page.text:
        raise StrangeError("it does not print the text mark that it is said to have")
    return SharedPractice(
        school,
        share.practice.theme,
        front,
        folder,
        cycle=cycle,
        item=page.practice_id,
    )


def _sections_with_somebody(
    text: str, style: Path, staff: Collection[str], cleared: Collection[str], store: Store
) -> str:
    def read() -> bytes:
        return json.dumps(
            [(line.section, line.words) for line in written_lines(text, style)]
        ).encode()

    found = {
        section: None
        for section, words in json.loads(store.made(key_of("lines", text), read))
        if personal.find(words, frozenset(), frozenset(staff), frozenset(cleared))
    }
    return "; ".join(f"“{section}”" for section in [*found][:3])


def _put(page: WriteUp, folder: Path) -> None:
    """Write the text, the pictures and the numbers into an empty folder."""
    folder.mkdir(parents=True)
    (folder / "report.qmd").write_text(page.text, encoding="utf-8", newline="\n")
    for name, packed in page.files.items():
        try:
            content = b64decode(packed, validate=True)
        except NoBase64:
            raise StrangeError(f"its file {name} cannot be unpacked") from None
        if name.endswith(".png"):
            content = drawn_anew(name, content)
        elif name.endswith(".xlsx"):
            _require_plain(name, content)
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def drawn_anew(name: str, content: bytes) -> bytes:
    """The points of a picture and nothing else that a file can carry."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
            if picture.width * picture.height > _MOST_POINTS:
                raise StrangeError(f"its picture {name} is larger than a page can show")
            picture.load()
            anew = io.BytesIO()
            picture.save(anew, "PNG", dpi=picture.info.get("dpi", (200, 200)), optimize=False)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise StrangeError(f"its picture {name} cannot be read") from None
    return anew.getvalue()


def _require_plain(name: str, content: bytes) -> None:
    """Refuse a workbook with anything that runs, reckons or reaches out when it is opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            about = packed.infolist()
            if sum(one.file_size for one in about) > _MOST_BYTES:
                raise StrangeError(f"its workbook {name} is larger than any that the kit writes")
            parts = {one.filename: packed.read(one) for one in about}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise StrangeError(f"its workbook {name} cannot be opened") from None
    strange = [part for part in parts if not _PARTS.fullmatch(part)]
    strange += [part for part, said in parts.items() if any(one in said for one in _LIVE)]
    if strange:
        raise StrangeError(f"its workbook {name} holds what the kit never writes")
