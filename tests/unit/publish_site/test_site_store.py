"""What is kept for the next build of the website: whole, and only while it is used."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from spp_research.errors import EvidenceError
from spp_research.site import build
from spp_research.site.store import FOLDER, Store, hashes_below, key_of, packed, unpack
from spp_research.workspace import Workspace


def _never() -> bytes:
    raise AssertionError("it was made again")


def test_what_is_kept_is_found_by_the_same_key_alone(tmp_path: Path) -> None:
    key = key_of("page", b"text", ["a", 1])
    assert Store(tmp_path / "kept").made(key, lambda: b"made") == b"made"
    again = Store(tmp_path / "kept")
    assert again.made(key, _never) == b"made"
    others = (key_of("page", b"text", ["a", 2]), key_of("page", b"tex", b't["a", 1]'))
    assert [again.get(other) for other in others] == [None, None]


@pytest.mark.parametrize("left", [b"", b"half", None])
def test_what_is_not_whole_is_made_again(tmp_path: Path, left: bytes | None) -> None:
    store = Store(tmp_path)
    store.put("a", b"made")
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:-1] + b"?" if left is None else left)
    assert store.get("a") is None
    assert store.made("a", lambda: b"anew") == b"anew"
    assert Store(tmp_path).get("a") == b"anew"


def test_what_a_build_did_not_use_is_thrown_away(tmp_path: Path) -> None:
    before = Store(tmp_path)
    for key in ("used", "new to none", "idle"):
        before.put(key, key.encode())
    (tmp_path / "idle.1234.new").write_bytes(b"of a build that was killed")
    (tmp_path / "letter.txt").write_text("somebody's own", encoding="utf-8")
    now = Store(tmp_path)
    now.get("used")
    now.put("made", b"made")
    now.prune()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "letter.txt",
        "made.kept",
        "used.kept",
    ]


def test_a_look_keeps_nothing_and_throws_nothing_away(tmp_path: Path) -> None:
    Store(tmp_path / "kept").put("a", b"a")
    look = Store(tmp_path / "kept", writes=False)
    look.put("b", b"b")
    look.prune()
    assert look.get("a") == b"a"
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["a.kept"]
    nowhere = Store(None)
    nowhere.put("a", b"a")
    nowhere.prune()
    assert nowhere.get("a") is None


def test_a_place_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file", encoding="utf-8")
    store = Store(tmp_path / "kept")
    assert store.made("a", lambda: b"made") == b"made"
    store.prune()


def test_a_folder_comes_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "one" / "figures").mkdir(parents=True)
    for name in ("report.qmd", "figures/a.png"):
        (tmp_path / "one" / name).write_bytes(name.encode())
    names = [name for name, _ in hashes_below(tmp_path / "one")]
    whole = packed(tmp_path / "one", names, {"title": "Ysgol"})
    assert unpack(whole, tmp_path / "two") == {"title": "Ysgol"}
    assert hashes_below(tmp_path / "one") == hashes_below(tmp_path / "two")
    assert packed(tmp_path / "two", reversed(names), {"title": "Ysgol"}) == whole


def test_nothing_is_unpacked_beside_its_folder(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("../beside.txt", b"x")
    with pytest.raises(ValueError, match="outside"):
        unpack(out.getvalue(), tmp_path / "in")
    assert not (tmp_path / "beside.txt").exists()


def test_links_that_lead_back_have_an_end(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "beside").mkdir()
    for name in ("a/b/x.csv", "beside/y.csv"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "a" / "beside").symlink_to("../beside")
    (tmp_path / "beside" / "a").symlink_to("../a")
    for number in range(6):
        (tmp_path / "a" / f"back-{number}").symlink_to("..")
        (tmp_path / "a" / "b" / f"back-{number}").symlink_to("..")
    found = [name for name, _ in hashes_below(tmp_path)]
    assert found == ["a/b/x.csv", "a/beside/y.csv", "beside/a/b/x.csv", "beside/y.csv"]


def test_what_was_taken_back_goes_from_the_store_although_a_slip_stops_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made"
    made.mkdir()
    monkeypatch.setattr(build, "state_of", lambda *_: "state")

    @contextmanager
    def stopped(*_: object, **__: object) -> Iterator[build._Made]:
        yield build._Made(made, (), (), "pandoc", "", (), stopped="A slip in another workbook.")

    monkeypatch.setattr(build, "_made", stopped)
    workspace = Workspace(tmp_path / "workspace")
    store = workspace.root / "reports" / FOLDER
    Store(store).put("the write-up that was taken back", b"its words")
    with pytest.raises(EvidenceError, match="A slip in another workbook"):
        build.build_site(workspace, "pandoc")
    assert not [*store.iterdir()]
