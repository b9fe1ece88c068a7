"""What has been saved and when it may be taken, however a program saves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spp_research.run import saves
from spp_research.run.saves import LONGEST, PATIENCE, Changed, State
from spp_research.run.stamps import NONE
from spp_research.workspace import Workspace

ROOT = Path(__file__).resolve().parents[3]
ONE, TWO = (1, 1, 1), (2, 2, 2)


def test_what_lies_there_as_it_was_taken_has_not_changed():
    assert saves.changed({}, {"a": ONE}, {"a": ONE}, 5.0) == {}


def test_new_changed_and_gone_files_are_told_in_order_of_name():
    found = saves.changed({}, {"b": ONE, "c": ONE}, {"a": ONE, "b": TWO}, 5.0)
    assert found == {
        "a": Changed(ONE, 5.0, 5.0),
        "b": Changed(TWO, 5.0, 5.0),
        "c": Changed(NONE, 5.0, 5.0),
    }


def test_a_file_keeps_still_from_its_last_change_and_is_known_from_its_first():
    first = saves.changed({}, {"a": NONE}, {"a": ONE}, 1.0)
    assert saves.changed(first, {"a": NONE}, {"a": ONE}, 2.0)["a"] == Changed(ONE, 1.0, 1.0)
    assert saves.changed(first, {"a": NONE}, {"a": TWO}, 2.0)["a"] == Changed(TWO, 2.0, 1.0)


def test_a_file_that_is_put_back_as_it_was_has_not_changed():
    gone = saves.changed({}, {"a": ONE}, {}, 1.0)
    assert saves.changed(gone, {"a": ONE}, {"a": ONE}, 1.5) == {}


@pytest.mark.parametrize("state", PATIENCE)
def test_each_state_has_its_patience(state):
    waiting = {"a": Changed(ONE, 0.0, 0.0)}
    for moment, taken in ((PATIENCE[state] - 0.01, ()), (PATIENCE[state], ("a",))):
        assert saves.due(waiting, lambda name, stamp: state, moment) == taken


def test_what_is_held_is_never_taken_and_holds_up_nothing_else():
    waiting = {"a": Changed(ONE, 0.0, 0.0), "b": Changed(ONE, 0.0, 0.0)}
    states = {"a": State.HELD, "b": State.WHOLE}
    assert saves.due(waiting, lambda name, stamp: states[name], 1000.0) == ("b",)


def test_of_two_files_saved_at_once_the_first_waits_for_the_second():
    waiting = {"a": Changed(ONE, 0.0, 0.0), "b": Changed(ONE, 0.9, 0.5)}
    states = {"a": State.WHOLE, "b": State.PART}
    assert saves.due(waiting, lambda name, stamp: states[name], 1.0) == ()


def test_a_file_that_never_keeps_still_is_taken_as_it_is():
    waiting = {"a": Changed(ONE, LONGEST - 0.01, 0.0)}
    assert saves.due(waiting, lambda name, stamp: State.WHOLE, LONGEST) == ("a",)


EVENTS = st.lists(
    st.tuples(
        st.integers(1, 40),  # twentieths of a second since the event before
        st.sampled_from(["a", "b"]),
        st.sampled_from([State.WHOLE, State.PART, State.GONE, State.HELD]),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=150)
@given(EVENTS)
def test_however_files_are_saved_the_last_of_each_is_taken_once(events):
    """Only what has kept still is taken, each version once, and at the end all of it."""
    there: dict[str, tuple[tuple[int, int, int], State]] = {}
    taken: dict[str, tuple[int, int, int]] = {}
    waiting: dict[str, Changed] = {}
    changed_at: dict[str, float] = {}
    log: list[tuple[str, tuple[int, int, int]]] = []
    moments = []
    now = 0
    for number, (after, name, state) in enumerate(events, start=1):
        now += after
        moments.append((now, name, state, (number, number, number)))
    for tick in range(now + 20 * int(LONGEST + 5)):
        for when, name, state, stamp in moments:
            if when == tick:
                is_now = NONE if state is State.GONE else stamp
                if is_now != there.get(name, (NONE, state))[0]:
                    changed_at[name] = tick / 20
                there[name] = (is_now, state)
        seen = {name: stamp for name, (stamp, _) in there.items() if stamp != NONE}
        waiting = saves.changed(waiting, taken, seen, tick / 20)
        for name in saves.due(waiting, lambda name, stamp: there[name][1], tick / 20):
            stamp, state = there[name]
            assert state is not State.HELD
            still = tick / 20 - changed_at[name]
            assert still >= PATIENCE[state] - 1e-9 or tick / 20 - waiting[name].first >= LONGEST
            taken[name] = waiting.pop(name).stamp
            log.append((name, stamp))
    assert len(log) <= len(events)
    for name, (stamp, state) in there.items():
        if state is not State.HELD:
            assert taken.get(name, NONE) == stamp


@pytest.fixture
def book(tmp_path) -> Path:
    return Path(
        shutil.copy(ROOT / "data_templates" / "school_evidence.xlsx", tmp_path / "evidence.xlsx")
    )


def test_how_a_workbook_lies_there(book, monkeypatch):
    whole = book.read_bytes()
    assert saves.state_of(book, ONE) is State.WHOLE
    book.write_bytes(whole[: len(whole) // 2])
    assert saves.state_of(book, ONE) is State.PART
    book.write_bytes(b"")
    assert saves.state_of(book, ONE) is State.PART
    book.unlink()
    assert saves.state_of(book, ONE) is State.GONE  # between the look at its stamp and this
    assert saves.state_of(book, NONE) is State.GONE

    def refused(self, *given, **more):
        raise PermissionError(13, "used by another process", str(self))

    monkeypatch.setattr(Path, "open", refused)
    assert saves.state_of(book, ONE) is State.HELD


def test_a_text_file_is_whole_as_soon_as_there_is_something_in_it(tmp_path):
    path = tmp_path / "settings.yml"
    path.write_text("")
    assert saves.state_of(path, ONE) is State.PART
    path.write_text("formats: [html]\n")
    assert saves.state_of(path, ONE) is State.WHOLE


def test_only_what_documents_are_made_from_is_looked_at(tmp_path):
    looked_at = [
        "partnership.xlsx",
        "settings.yml",
        "notebooks/review_summary.ipynb",
        "reports/_style/spp.css",
        "schools/oakfield/evidence.xlsx",
        "schools/oakfield/pupils/reading.xlsx",
        "schools/oakfield/surveys/pupils.csv",
        "share/oakfield.json",
        "surveys/july.xlsx",
    ]
    others = [
        "readme.txt",
        "notebooks/.ipynb_checkpoints/review_summary.ipynb",
        "partnership.planned.xlsx",
        "reports/oakfield/review-summary/report.html",
        "reports/index.html",
        "schools/oakfield/.~lock.evidence.xlsx#",
        "schools/oakfield/A1B2C3D4.tmp",
        "schools/oakfield/evidence.checked.xlsx",
        "schools/oakfield/~$evidence.xlsx",
    ]
    for name in (*looked_at, *others):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert sorted(saves.lying_there(Workspace(tmp_path))) == sorted(looked_at)


def test_an_empty_folder_has_nothing_to_look_at(tmp_path):
    assert saves.lying_there(Workspace(tmp_path)) == {}


@pytest.mark.parametrize(
    ("name", "school", "own"),
    [
        ("partnership.xlsx", "", False),
        ("schools/oakfield/evidence.xlsx", "oakfield", False),
        ("schools/oakfield/signed/review-summary.1.json", "oakfield", True),
        ("schools/loose.xlsx", "", False),
        ("share/oakfield.json", "", True),
        ("signed/x.json", "", True),
    ],
)
def test_whom_a_file_concerns_and_who_writes_it(name, school, own):
    assert saves.school_of(name) == school
    assert saves.is_our_own(name) is own
