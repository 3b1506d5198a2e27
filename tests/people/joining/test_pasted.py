"""Staff lists as people have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.people.joining.pasted import MOST_BYTES, MOST_ROWS, Row, Unreadable, decode, read_list
from courses.people.joining.roles import role_of
from courses.people.joining.tokens import code_in, code_of, grouped, new_token
from courses.people.joining.user_names import LONGEST, base_of, free_name

pytestmark = pytest.mark.core
AMARA = Row("amara@elm.example", "Amara Osei")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("amara@elm.example", [Row("amara@elm.example")]),
        ("AMARA@Elm.Example\r\n\r\n sam@elm.example ", [Row("amara@elm.example"), Row("sam@elm.example")]),
        ("Amara Osei <amara@elm.example>", [AMARA]),
        ('"Osei, Amara" <amara@elm.example>;', [AMARA]),
        ("Amara Osei <amara@elm.example>; Sam <s@elm.example>", [AMARA, Row("s@elm.example", "Sam")]),
        ("Amara Osei <amara@elm.example>, nurse, Early", [Row("amara@elm.example", "Amara Osei", "nurse", "Early")]),
        ("amara@elm.example, Amara Osei, gp, Early", [Row("amara@elm.example", "Amara Osei", "gp", "Early")]),
        ("amara@elm.example;Amara Osei;gp", [Row("amara@elm.example", "Amara Osei", "gp")]),
        ("Amara Osei\tamara@elm.example\tgp", [Row("amara@elm.example", "Amara Osei", "gp")]),
        ("a@elm.example, b@elm.example; c@elm.example", [Row(f"{one}@elm.example") for one in "abc"]),
        ("a@elm.example b@elm.example", [Row("a@elm.example"), Row("b@elm.example")]),
        ("Amara Osei amara@elm.example", [AMARA]),
        ("mailto:amara@elm.example", [Row("amara@elm.example")]),
        ("amara@elm.example\u200b", [Row("amara@elm.example")]),
        ("smith@nhs.", [Row("smith@nhs.")]),
        ("Cara <b>Li, c@elm.example", [Row("c@elm.example", "Cara <b>Li")]),
        ("nobody here", [Row("nobody here")]),
        (" , ;\t\n", []),
    ],
)
def test_a_line_is_read_as_people_write_it(text, rows):
    assert read_list(text) == rows


@pytest.mark.parametrize(
    "text",
    [
        "email,name,role,team\namara@elm.example,Amara Osei,gp,Early",
        "Team;Job title;Full name;E-mail\nEarly;gp;Amara Osei;amara@elm.example",
        "First name\tSurname\tEmail address\tRole\tTeam\tPay\nAmara\tOsei\tAmara@elm.example\tgp\tEarly\t9",
        '"name","email","role","team"\r\n"Amara Osei","amara@elm.example","gp","Early"\r\n',
    ],
)
def test_a_first_line_names_the_columns_in_any_order(text):
    assert read_list(text) == [Row("amara@elm.example", "Amara Osei", "gp", "Early")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_a_file_is_read_whatever_its_encoding(encoding):
    text = "email,name\njose@elm.example,José Núñez\n"
    assert read_list(decode(text.encode(encoding))) == [Row("jose@elm.example", "José Núñez")]


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"%PDF-1.7", b"\xd0\xcf\x11\xe0more"])
def test_a_workbook_or_pdf_is_told_from_a_list(content):
    with pytest.raises(Unreadable, match="CSV"):
        decode(content)


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(Unreadable, match="larger"):
        decode(b"a" * (MOST_BYTES + 1))


def test_more_than_five_hundred_people_are_too_many():
    lines = [f"p{number}@elm.example" for number in range(MOST_ROWS + 1)]
    assert len(read_list("\n".join(lines[:-1]))) == MOST_ROWS
    with pytest.raises(Unreadable, match="500"):
        read_list("\n".join(lines))


def rows_of(content: bytes) -> list[Row]:
    """None for what is refused in words."""
    try:
        return read_list(decode(content))
    except Unreadable:
        return []


@pytest.mark.parametrize(
    "hostile",
    [
        'email,name\n"' + "x" * 200_000,
        'a@elm.example,"' + "y" * 5000,
        "=cmd|' /C calc'!A0",
        "\x00\x01\x02@elm.example",
        "<" * 5000,
        "<a@b" * 3000 + ">" * 3000,
        ",".join(["a@b.example"] * 400),
        "email,email,email\na@elm.example,b@elm.example",
        "\u202egnp.exe@elm.example, \u202eevil",
        "email\n" + "\n" * 1000,
    ],
)
def test_hostile_text_gives_short_plain_cells_or_is_refused(hostile):
    for row in rows_of(hostile.encode()):
        for cell in (row.email, row.name, row.role, row.team):
            assert len(cell) <= 300
            assert cell.isprintable() or not cell


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_without_an_error(text):
    assert all(isinstance(row, Row) for row in read_list(text))


@given(st.binary(max_size=300))
def test_whatever_is_uploaded_is_decoded_or_refused(content):
    assert all(len(row.email) <= 300 for row in rows_of(content))


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("", ""),
        ("gp", "gp"),
        ("Doctor", "gp"),
        ("Salaried GP", "gp"),
        ("Practice nurse", "practice-nurse"),
        ("NURSES", "practice-nurse"),
        ("HCA", "practice-nurse"),
        ("Clinical pharmacist", "pharmacist"),
        ("physio", "allied-health"),
        ("Receptionist", "reception"),
        ("medical secretary", "reception"),
        ("Practice manager", "manager"),
        ("allied-health", "allied-health"),
        ("wizard", None),
        ("doctorate", None),
    ],
)
def test_common_words_for_a_role_are_understood(words, role):
    assert role_of(words) == role


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("Farah Nazari", "farah.nazari"),
        ("Dr Farah  Nazari", "farah.nazari"),
        ("José Ángel Núñez", "jose.nunez"),
        ("Siân O’Brien", "sian.obrien"),
        ("Mia Müller-Lee", "mia.muller-lee"),
        ("Łukasz Weiß", "lukasz.weiss"),
        ("Madonna", "madonna"),
        ("Dr", "dr"),
        ("山田太郎", "colleague"),
    ],
)
def test_a_user_name_is_the_name_in_plain_letters(name, base):
    assert base_of(name) == base
    assert base.isascii()


def test_a_user_name_that_is_taken_gets_a_number():
    assert free_name("Farah Nazari", {"farah.nazari", "farah.nazari2"}) == "farah.nazari3"
    assert len(free_name("x" * 60 + " " + "y" * 60, set())) <= LONGEST


def test_a_code_is_read_back_however_it_is_typed():
    code = "K7M2Q4XT01"
    for typed in ("k7m2q-4xt01", "K7M2Q 4XTOI", " k7m2q4xtol ", "K7M2Q\u20134XT01"):
        assert code_in(typed) == code
    assert code_in("K7M2Q4XT0") is None
    assert code_in("K7M2Q4XTU1") is None  # there is no U
    assert code_in(grouped(fresh := code_of(new_token()))) == fresh
