"""What stands in an inspection pack: tables, gaps, a past day, leavers, and nothing that is nobody's business."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from courses.certificates.models import Certificate
from courses.learning.skipping import skip_units
from courses.oversight.packs.blocks import MOST_PRINTED, sheets
from courses.oversight.packs.law import LOOKS, looks
from courses.oversight.packs.letters import piece, printable
from courses.oversight.packs.services import order_again
from courses.oversight.packs.tables import Column, Table
from courses.oversight.tools.models import AiTool
from courses.people.models import Leave, Membership, Region, User
from courses.training.models import AccessGrant, Credit, Duty, Exemption, GroupSession
from courses.training.policies.models import Policy, PolicyConfirmation, PolicyVersion
from courses.training.state import Word
from tests.actors import person
from tests.oversight.packs.reading import words_of
from tests.training.situations import ask, bring, complete, take_quiz

pytestmark = [pytest.mark.web, pytest.mark.django_db]
FORBIDDEN = ("score", "attempt", "failed", "fails", "confidence", "reflection", "competent", "points", "% right")
HOSTILE = "=#strong[x] $a^2$ *b* @c <d> \\e `f` \u202e אבג 漢字 😀 \u0007 " + "x" * 60


def colleague(practice, name: str, **fields) -> tuple[User, Membership]:
    user = person(f"p{User.objects.count()}@elm.example", name, job_role="gp")
    member = Membership.objects.create(
        user=user, practice=practice, job_role="gp", **{"started": date(2020, 1, 1), **fields}
    )
    return user, member


def test_the_zip_holds_one_pdf_the_tables_a_manifest_and_digests_that_fit(make, clinician, small):
    ask(clinician, small, days=30)
    pack = make()
    assert pack.order == sorted(pack.order)
    assert {"inspection-pack.pdf", "README.txt", "manifest.json", "SHA256SUMS"} < set(pack.order)
    tables = {name[4:-4] for name in pack.order if name.startswith("csv/")}
    assert tables >= {
        "roster", "states", "matrix", "certificates", "other-evidence", "group-sessions", "assignments", "exemptions",
        "leave", "access", "policies", "confirmations", "ai-tools", "course-releases", "reviews", "gaps",
        "log-of-exports",
    }  # fmt: skip
    sums = dict(reversed(line.split("  ")) for line in pack.files["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(data).hexdigest() for name, data in pack.files.items() if name != "SHA256SUMS"
    }  # fmt: skip
    manifest = json.loads(pack.files["manifest.json"])
    assert manifest["files"]["csv/states.csv"]["sha256"] == sums["csv/states.csv"]
    assert manifest["records"]["states"] == len(pack.rows("states"))
    assert hashlib.sha256(pack.data).hexdigest() == pack.pack.sha256
    assert manifest["pages"] == pack.pack.pages > 5


def test_the_pdf_prints_the_digest_of_every_table(make, clinician, small):
    ask(clinician, small, days=30)
    pack = make()
    words = words_of(pack.files["inspection-pack.pdf"])
    for name, data in pack.files.items():
        if name.startswith("csv/"):
            assert hashlib.sha256(data).hexdigest() in words, name


@pytest.mark.parametrize("word", list(Word))
def test_each_state_is_told_in_the_words_of_the_site(make, clinician, small, word):
    bring(clinician, small, word)
    pack = make(courses=("small",))
    (row,) = pack.rows("states") or [{"State": "Not assigned", "Detail": ""}]
    assert row["State"] == {
        "not-assigned": "Not assigned", "not-started": "Not started", "in-progress": "In progress",
        "due-soon": "Due soon", "overdue": "Overdue", "complete": "Complete", "expired": "Expired",
    }[word.value]  # fmt: skip
    (line,) = pack.rows("matrix")
    assert line["A small course"].startswith(row["State"])


def test_gaps_are_printed_as_gaps(make, practice, clinician, manager, small):
    ask(clinician, small, days=-3)
    late, _member = colleague(practice, "Ben Idle")
    ask(late, small, days=60)
    _new, unasked = colleague(practice, "Cleo New")
    policy = Policy.objects.create(practice=practice, title="AI policy")
    PolicyVersion.objects.create(policy=policy, number=1, kind="markdown", source="x", sha256="a" * 64)
    AiTool.objects.create(practice=practice, name="Murmur", kind="scribe", purpose="Notes.", status="approved",
                          roles=["gp"], review_on=date(2020, 1, 1))  # fmt: skip
    AccessGrant.objects.create(membership=unasked, given_on=date(2021, 1, 1), missing=["A small course"])
    gaps = make().gaps
    assert ("Overdue", "Dr Amara Osei") in gaps
    assert ("Not started", "Ben Idle") in gaps
    assert ("Nothing asked", "Cleo New") in gaps
    assert ("Access first", "Cleo New") in gaps
    assert {name for kind, name in gaps if kind == "Not confirmed"} == {
        "Dr Amara Osei", "Ben Idle", "Cleo New", manager.display_name,
    }  # fmt: skip
    assert gaps.count(("AI tool", "Murmur")) >= 6
    assert gaps[0][0] == "Overdue"


def test_the_summary_counts_gaps_in_words_that_say_what_is_wrong(make, practice, clinician, small):
    ask(clinician, small, days=60)
    AiTool.objects.create(practice=practice, name="Murmur", kind="scribe", purpose="Notes.", status="approved",
                          roles=["gp"], review_on=date(2020, 1, 1))  # fmt: skip
    pack = make()
    (pdf,) = (data for name, data in pack.files.items() if name.endswith(".pdf"))
    words = words_of(pdf)
    missing = pack.gaps.count(("AI tool", "Murmur")) - 1  # one of them is the review
    assert f"AI tool: something missing in the register {missing} " in words
    assert "AI tool: not looked at again in time 1 " in words
    assert "Not started 1 " in words


def test_a_practice_without_anything_gets_a_pack_that_says_so(make, practice):
    pack = make()
    assert {kind for kind, _what in pack.gaps} >= {"No policy", "Empty register"}
    assert pack.rows("states") == []


def test_somebody_up_to_date_is_no_gap(make, clinician, small):
    ask(clinician, small, days=30)
    complete(clinician, small)
    assert "Dr Amara Osei" not in {name for kind, name in make().gaps if kind != "Not confirmed"}


def test_a_past_day_is_told_as_it_was(make, practice, clinician, small, today):
    ask(clinician, small, days=30)
    Duty.objects.update(began=today - timedelta(days=90), due=today - timedelta(days=30))
    complete(clinician, small, days_ago=5)
    before = make(today - timedelta(days=10))
    (row,) = before.rows("states")
    assert (row["State"], row["Completed"]) == ("Overdue", "")
    assert ("Overdue", "Dr Amara Osei") in before.gaps
    (now,) = make().rows("states")
    assert now["State"] == "Complete"
    assert now["Certificate"]


def test_a_certificate_of_a_later_day_is_not_in_a_past_pack(make, clinician, small, today):
    ask(clinician, small, days=30)
    Duty.objects.update(began=today - timedelta(days=90))
    complete(clinician, small)
    assert make(today - timedelta(days=10)).rows("certificates") == []
    (row,) = make().rows("certificates")
    code = Certificate.objects.get().code
    assert row["Code"].replace("-", "") == code
    assert row["Check it at"].endswith(row["Code"] + "/")


def test_who_has_left_is_marked_and_shown_as_on_the_last_day(make, practice, small, today):
    user, member = colleague(practice, "Dora Gone")
    ask(user, small, days=30)
    Duty.objects.update(began=today - timedelta(days=90))
    complete(user, small, days_ago=2)
    Membership.objects.filter(pk=member.pk).update(ended=today - timedelta(days=20))
    pack = make()
    left = next(row for row in pack.rows("roster") if row["Name"] == "Dora Gone")
    assert left["Left"] == (today - timedelta(days=20)).isoformat()
    assert pack.rows("certificates") == []  # earned after they had left: theirs alone
    (row,) = pack.rows("states")
    assert (row["State"], row["Completed"]) == ("Not started", "")
    assert "Dora Gone" not in {row["Name"] for row in pack.rows("matrix")}
    assert "Dora Gone" not in {name for _kind, name in pack.gaps}


def test_records_past_their_time_are_not_in_a_pack(everything, practice, today):
    _user, member = colleague(practice, "Old Timer", ended=date(today.year - 8, 1, 1), started=date(2000, 1, 1))
    assert member.pk not in everything().people


def test_leave_exemptions_sessions_and_evidence_are_told_with_their_reasons(
    make, practice, clinician, manager, small, today
):
    duty = ask(clinician, small, days=30)
    member = duty.membership
    Exemption.objects.create(membership=member, course=small.course, reason="wrong role", began=today, by=manager)
    Leave.objects.create(membership=member, started=today, until=today + timedelta(days=3))
    session = GroupSession.objects.create(practice=practice, course=small.course, held_on=today, led_by="Dr Rees")
    now = timezone.now()
    Credit.objects.create(membership=member, course=small.course, kind="session", completed_on=today, session=session,
                          accepted=True, decided_at=now)  # fmt: skip
    Credit.objects.create(membership=member, course=small.course, kind="outside", completed_on=today, title="AI day",
                          provider="A college", accepted=True, decided_at=now, decided_by=manager)  # fmt: skip
    pack = make()
    assert [row["Reason"] for row in pack.rows("exemptions")] == ["wrong role"]
    assert pack.rows("leave")[0]["From"] == today.isoformat()
    assert pack.rows("group-sessions")[0]["Who"] == "Dr Amara Osei"
    assert pack.rows("other-evidence")[0]["What and by whom"] == "AI day · A college"


def test_a_group_session_of_a_course_that_nobody_is_asked_for_is_told_too(make, practice, clinician, small, today):
    session = GroupSession.objects.create(practice=practice, course=small.course, held_on=today, led_by="Dr Rees")
    Credit.objects.create(membership=clinician.memberships.get(), course=small.course, kind="session",
                          completed_on=today, session=session, accepted=True, decided_at=timezone.now())  # fmt: skip
    pack = make()
    assert pack.rows("group-sessions")[0]["Who"] == "Dr Amara Osei"
    assert pack.rows("states")[0]["State"] == "Complete"


def test_who_confirmed_which_version_by_the_day(make, practice, clinician, manager, today):
    policy = Policy.objects.create(practice=practice, title="AI policy")
    version = PolicyVersion.objects.create(policy=policy, number=1, kind="markdown", source="x", sha256="a" * 64)
    member = Membership.objects.get(user=clinician)
    PolicyConfirmation.objects.create(version=version, membership=member, name="Dr Amara Osei")
    pack = make()
    told = {row["Name"]: row["State"] for row in pack.rows("confirmations")}
    assert told == {"Dr Amara Osei": "confirmed", manager.display_name: "not confirmed"}
    assert pack.rows("policies")[0]["SHA-256"] == "a" * 64
    assert make(today - timedelta(days=3)).rows("policies") == []


def test_no_word_about_answers_marks_or_tries_of_a_person_is_in_it(make, clinician, small):
    ask(clinician, small, days=30)
    take_quiz(clinician, small, wrong=2)
    pack = make()
    document = words_of(pack.files["inspection-pack.pdf"])
    tables = [data.decode() for name, data in pack.files.items() if name.startswith("csv/")]
    for text in (document, *tables):
        for word in FORBIDDEN:
            assert word not in text.lower(), word


def test_no_text_can_stop_a_pack_or_pass_for_markup(make, practice, small):
    user, _member = colleague(practice, "Plain")
    User.objects.filter(pk=user.pk).update(display_name=HOSTILE[:120])
    practice.name = HOSTILE[:120]
    practice.save()
    AiTool.objects.create(practice=practice, name=HOSTILE[:120], kind="other", purpose=HOSTILE * 3, status="approved",
                          patient_notice="العربية " * 80, roles=["gp"])  # fmt: skip
    ask(user, small, days=10)
    pack = make()
    words = words_of(pack.files["inspection-pack.pdf"])
    assert "#strong[x] $a^2$ *b*" in words
    assert "U+1F600" in words
    (row,) = pack.rows("states")
    assert row["Name"].startswith("'=#strong")
    assert "😀" in row["Name"]


def test_what_no_font_holds_is_shown_by_its_code():
    assert printable("Ann 😀") == "Ann [U+1F600]"
    assert printable("a\u0007b") == "a[U+0007]b"
    assert printable("two  blanks\nand a line") == "two blanks and a line"
    assert piece("שרה") == {"t": "שרה"}


def test_it_says_what_it_does_not_show_and_that_nothing_is_claimed(make, clinician, small):
    ask(clinician, small, days=10)
    pack = make()
    words = words_of(pack.files["inspection-pack.pdf"])
    assert "What this pack does not show" in words
    assert "This is not a statement of compliance" in words
    assert "checked to mid-2026" in words
    for rule in ("164.530(b)", "164.308(a)(5)", "92.210", "mythbuster 109", "mythbuster 70", "Article 4", "ICO"):
        assert rule in words


@pytest.mark.parametrize("region", [Region.UK, Region.US, Region.EU])
def test_the_rules_of_the_practices_own_region_stand_first(region):
    regions = [one.region for one in looks(region)]
    assert regions[0] == region
    assert len(regions) == len(LOOKS)
    assert regions[: regions.count(region)] == [region] * regions.count(region)


def test_made_twice_of_the_same_data_the_tables_are_the_same(make, practice, manager, clinician, small):
    ask(clinician, small, days=10)
    first, second = make(), make()
    for name in ("csv/states.csv", "csv/roster.csv", "csv/gaps.csv", "csv/course-releases.csv"):
        assert first.files[name] == second.files[name]
    assert order_again(practice=practice, pack_id=first.pack.pk, by=manager) is False  # it is ready


@pytest.mark.parametrize("many", [2, 12])
def test_the_number_of_queries_does_not_grow_with_people(make, practice, small, many, django_assert_max_num_queries):
    for number in range(many):
        user, _member = colleague(practice, f"Person {number}")
        ask(user, small, days=30)
    with django_assert_max_num_queries(110):
        make()


def test_a_very_long_table_names_the_file_with_the_rest_and_gaps_are_never_cut():
    columns = (Column("Name"), Column("What"))
    rows = [(f"Person {number}", "x") for number in range(MOST_PRINTED + 3)]
    drawn = sheets(Table("roster", "People", columns, rows, "Nobody."))
    assert sum(len(block["rows"]) for block in drawn if block["k"] == "sheet") == MOST_PRINTED
    assert drawn[-1]["lines"] == ["3 more rows are not printed; all of them stand in csv/roster.csv."]
    gaps = sheets(Table("gaps", "Gaps", columns, rows, "None."))
    assert sum(len(block["rows"]) for block in gaps if block["k"] == "sheet") == len(rows)


def test_an_outline_says_which_units_may_have_been_skipped_after_a_start_check(make, clinician, small, small_path):
    ask(clinician, small, days=30)
    text = words_of(make().files["inspection-pack.pdf"])
    assert (
        "may have skipped: The first unit; The second unit; An extra unit for nurses. The final quiz covers it all"
    ) in text


def test_a_pack_says_nothing_of_whose_unit_was_skipped(make, clinician, small, small_path):
    ask(clinician, small, days=30)
    skip_units(person=clinician, release=small, units=["first"])
    pack = make()
    told = {name: data.decode("utf-8-sig") for name, data in pack.files.items() if name.endswith(".csv")}
    assert not [name for name, text in told.items() if "skip" in text.lower()]
