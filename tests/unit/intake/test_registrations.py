"""The file by which two partnerships register with each other, read as what comes from outside."""

import json
from datetime import date

import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research.errors import EvidenceError
from spp_research.intake.read import registrations
from spp_research.intake.read.registrations import (
    Colleague,
    Registration,
    ThatSchool,
    Trained,
    parse,
    read_registrations,
    sealed,
    text_of,
)

D = date
DAY = date(2025, 10, 1)


def side(**changed: object) -> Registration:
    """The other side of a pair, sealed."""
    return sealed(
        Registration(
            **{
                "partnership_id": "harbour",
                "partnership": "Harbour Trust",
                "cycle": "2025-26",
                "lead": "Imke Vos",
                "made_on": DAY,
                "schools": (ThatSchool(school="oakfield", school_name="Oakfield Academy"),),
                "people": (
                    Colleague(
                        person_id="RA1",
                        name="Rowan Ashe",
                        school="oakfield",
                        roles=(Trained(role="Peer reviewer", trained_on=DAY),),
                    ),
                ),
            }
            | changed
        )
    )


def document(**changed: object) -> dict[str, object]:
    """The same as JSON, changed and sealed anew by somebody who knows how."""
    made = json.loads(text_of(side())) | changed
    made["mark"] = registrations._mark(made)
    return made


def read(made: object) -> Registration:
    return parse(json.dumps(made).encode(), "partners/harbour.json")


def why_not(made: object) -> str:
    with pytest.raises(EvidenceError) as refused:
        read(made)
    return str(refused.value)


def test_what_is_written_is_read_again():
    assert read(document()) == side()
    assert [*side().ids] == ["harbour:RA1"]
    assert next(side().rows())["school"] == "harbour:oakfield"  # and so never a school of ours


PERSON = document()["people"][0]  # type: ignore[index]
SCHOOL = document()["schools"][0]  # type: ignore[index]
WRONG = {
    "no document": [],
    "no registration": {"kind": "spp-share"},
    "a newer kit": {**document(), "version": 2},
    "half of it": {k: v for k, v in document().items() if k != "schools"},
    "more than it has": document(pupils=[]),
    "a path as short name": document(partnership_id="../harbour"),
    "a reserved name": document(partnership_id="to-send"),
    "a long short name": document(partnership_id="a-very-long-name"),
    "a name of Windows": document(partnership_id="con"),
    "a path as school": document(schools=[{**SCHOOL, "school": "../../pupils"}]),
    "no school": document(schools=[]),
    "one school twice": document(schools=[SCHOOL, SCHOOL]),
    "two lines in a name": document(partnership="Harbour\nTrust"),
    "a turned name": document(partnership="Harbour \u202etsurT"),
    "a long name": document(partnership="H" * 121),
    "an empty name": document(partnership=""),
    "one person twice": document(people=[PERSON, {**PERSON, "person_id": "ra1"}]),
    "an ID with a colon": document(people=[{**PERSON, "person_id": "us:RA1"}]),
    "an ID with a semicolon": document(people=[{**PERSON, "person_id": "R;A"}]),
    "a school of nobody": document(people=[{**PERSON, "school": "elsewhere"}]),
    "a role of no review": document(people=[{**PERSON, "roles": [{"role": "Headteacher"}]}]),
    "a role twice": document(people=[{**PERSON, "roles": [*PERSON["roles"], *PERSON["roles"]]}]),
    "no role": document(people=[{**PERSON, "roles": []}]),
    "a day of no cycle": document(made_on="1925-10-01"),
    "a day that is none": document(made_on="31/02/2026"),
    "taken back later": document(withdrawn_on="2026-10-01"),
    "a number as a name": document(partnership=7),
    "true as a version": document(version=True),
    "changed by hand": {**document(), "partnership": "Harbour Academies"},
    "another mark": {**document(), "mark": "BBB-BBB-BBB"},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_so_is_refused_in_a_sentence(wrong, snapshot):
    assert why_not(WRONG[wrong]) == snapshot


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"{", b"[" * 100_000, b'{"kind": NaN}', b'{"a": 1, "a": 2}', b'"\\ud800"'],
)
def test_bytes_that_are_no_registration_are_refused(content):
    with pytest.raises(EvidenceError, match="not a registration"):
        parse(content, "partners/x.json")


def test_letters_of_every_script_and_markup_are_texts():
    """A name is a text, whatever stands in it; whoever shows it escapes it."""
    for name in (
        "<script>alert(1)</script>",
        "Ní Bhriain",
        "陳大文",
        "نام‌خانوادگی",
        "{{< env X >}}",
    ):
        person = {**PERSON, "name": name}
        assert read(document(people=[person])).people[0].name == name


def test_a_file_that_is_too_large_or_none_is_refused(tmp_path):
    path = tmp_path / "harbour.json"
    path.write_bytes(b" " * (registrations.MOST_BYTES + 1))
    with pytest.raises(EvidenceError, match=r"1\.0 MB, and a registration is at most 1 MB"):
        registrations.read_registration(path)
    with pytest.raises(EvidenceError, match="this is not a file"):
        registrations.read_registration(tmp_path)


def put(root, name: str, one: Registration) -> None:
    (root / "partners").mkdir(exist_ok=True)
    (root / "partners" / name).write_text(text_of(one), encoding="utf-8")


def test_one_side_has_one_registration(tmp_path, snapshot):
    put(tmp_path, "harbour.json", side())
    put(tmp_path, "harbour (1).json", side())
    put(tmp_path, "mine.json", side(partnership_id="quay", partnership="Quay Trust"))
    put(tmp_path, "port.json", side(partnership_id="port", made_on=D(2026, 1, 8)))
    (tmp_path / "partners" / "broken.json").write_text("{")
    (tmp_path / "partners" / "~$harbour.json").write_text("{")
    (tmp_path / "partners" / "harbour").mkdir()
    found = read_registrations(tmp_path)
    assert [one.partnership_id for one in found.sides] == ["port"]  # the later one of that name
    assert dict(found.refused) == snapshot


def test_without_the_folder_there_is_nobody(tmp_path):
    assert read_registrations(tmp_path) == registrations.NOBODY


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@pytest.mark.slow
@examples(300)
@given(st.dictionaries(st.sampled_from([*document()]), ANY, max_size=4))
def test_whatever_stands_in_it_is_read_or_refused(changed):
    """Nothing but a sentence or a registration comes of a file, and no text of it is repeated."""
    made = document(**changed)
    try:
        found = parse(json.dumps(made).encode(), "x.json")
    except EvidenceError as error:
        assert str(error).startswith("x.json: ")
        assert str(error).isprintable()
        return
    assert found.partnership_id == registrations.partnership_id(found.partnership_id)
    assert all(who.startswith(f"{found.partnership_id}:") for who in found.ids)


@examples(200)
@given(st.binary(max_size=200), st.integers(0, 600))
def test_a_file_that_was_damaged_on_the_way_is_refused_or_the_same(noise, at):
    content = text_of(side()).encode()
    damaged = content[:at] + noise + content[at + len(noise) :]
    try:
        assert parse(damaged, "x.json") == side()
    except EvidenceError:
        assert damaged != content


# --- who was named before


def with_earlier(folder, now: Registration, *before: Registration):
    own = folder / "partners"
    own.mkdir(exist_ok=True)
    (own / "harbour.json").write_text(text_of(now), encoding="utf-8")
    for one in before:
        path = registrations.earlier_file(folder, one)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(one), encoding="utf-8")
    (found,) = read_registrations(folder).sides
    return found


OTHER = Colleague(
    person_id="RB2",
    name="Bea Lund",
    school="larkfield",
    roles=(Trained(role="Peer reviewer", trained_on=DAY),),
)
LARKFIELD = ThatSchool(school="larkfield", school_name="Larkfield Academy")


def test_who_was_named_before_stays_known_and_nothing_more_is_asked_of_them(tmp_path):
    first = side(schools=(*side().schools, LARKFIELD), people=(*side().people, OTHER))
    now = side(made_on=D(2026, 1, 12))
    found = with_earlier(tmp_path, now, first)
    assert [*found.ids] == ["harbour:RA1", "harbour:RB2"]
    assert found.gone == {"harbour:RB2"}
    assert found.school_name("larkfield") == "Larkfield Academy"  # which has left as well
    assert [row["person_id"] for row in found.rows()] == ["harbour:RA1"]
    assert [row["person_id"] for row in found.rows(gone=True)] == [*found.ids]
    assert text_of(found) == text_of(now) and found.mark == now.mark  # nothing is passed on


def test_the_name_of_now_counts_and_the_last_one_of_who_is_gone(tmp_path):
    person = side().people[0]
    first = side(
        people=(person.model_copy(update={"name": "Rowan Ash"}), OTHER),
        schools=(LARKFIELD, *side().schools),
    )
    second = side(
        made_on=D(2025, 12, 1),
        people=(person, OTHER.model_copy(update={"name": "Bea Lund-Hay"})),
        schools=(LARKFIELD, *side().schools),
    )
    found = with_earlier(tmp_path, side(made_on=D(2026, 1, 12)), second, first)
    assert {who: one.name for who, one in found.ids.items()} == {
        "harbour:RA1": "Rowan Ashe",
        "harbour:RB2": "Bea Lund-Hay",
    }


def test_a_kept_one_that_was_changed_or_is_of_somebody_else_tells_nothing(tmp_path):
    first = side(schools=(*side().schools, LARKFIELD), people=(*side().people, OTHER))
    stranger = side(partnership_id="quay", schools=first.schools, people=first.people)
    now = side(made_on=D(2026, 1, 12))
    path = registrations.earlier_file(tmp_path, first)
    path.parent.mkdir(parents=True)
    path.write_text(text_of(first).replace("Bea Lund", "Eve Nobody"), encoding="utf-8")
    (path.parent / "x.json").write_text(text_of(stranger), encoding="utf-8")
    assert [*with_earlier(tmp_path, now).ids] == ["harbour:RA1"]
