"""Pasting a list, checking it, sending what can be sent."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.operations.models import AuditEntry, Mail
from courses.people.joining.forms import ListOfPeople
from courses.people.joining.models import Invitation
from courses.people.models import Team
from tests.people.joining.conftest import deliver, invite, page, token_for

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def check(client, practice, people="", **more):
    return client.post(page("practice-invite", practice.slug), {"people": people, "check": "1", **more})


def cells(*rows, **more):
    """What the table of step 2 sends: each row is (address, name, role, team)."""
    columns = zip(*rows, strict=True) if rows else [(), (), (), ()]
    names = ("email", "name", "role", "team")
    return {**dict(zip(names, map(list, columns), strict=True)), "send": "1", **more}


def send(client, practice, *rows, **more):
    return client.post(page("practice-invite", practice.slug), cells(*rows, **more))


def test_the_first_page_shows_the_mail_before_anything_is_sent(boss, practice):
    text = boss.get(page("practice-invite", practice.slug)).content.decode()
    assert "Sam Lee has invited you to Elm Street Surgery&#x27;s training" in text
    assert "/join/…/" in text


def test_only_the_name_is_called_optional_where_there_is_a_choice_of_ways(boss, practice):
    Team.objects.create(practice=practice, name="Morning team")
    text = boss.get(page("practice-invite", practice.slug)).content.decode()
    assert text.count("(optional)") == 1


def test_the_example_of_a_list_can_be_pasted_as_it_stands(boss, practice):
    hint = str(ListOfPeople(practice=practice).fields["people"].help_text)
    answer = check(boss, practice, hint.partition("Example: ")[2])
    [row] = [one["row"] for one in answer.context["rows"]]
    assert (row.email, row.name, row.role, row.team) == (
        "nia.bell@elmstreet.example", "Nia Bell", "practice-nurse", "Morning team",
    )  # fmt: skip
    assert row.goes


def test_a_pasted_list_is_shown_row_by_row_and_nothing_is_sent(boss, practice):
    Team.objects.create(practice=practice, name="Morning team")
    answer = check(boss, practice, "Nia Bell <nia@elm.example>, nurse, morning TEAM\nsmith@nhs.\nkit@elm.example")
    text = answer.content.decode()
    rows = [one["row"] for one in answer.context["rows"]]
    assert [(row.email, row.name, row.role, row.team) for row in rows] == [
        ("nia@elm.example", "Nia Bell", "practice-nurse", "Morning team"),
        ("smith@nhs.", "", "", ""),
        ("kit@elm.example", "", "", ""),
    ]
    assert "Row 2: “smith@nhs.” is not a complete address." in text
    assert 'href="#row-2-email"' in text
    assert "Send 2 invitations" in text
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


def test_an_uploaded_file_and_the_single_person_join_the_list(boss, practice):
    file = SimpleUploadedFile("staff.csv", "name;email\nKit Ray;kit@elm.example".encode("utf-16"))
    answer = check(boss, practice, email="nia@elm.example", name="Nia Bell", file=file, role="gp")
    rows = [one["row"] for one in answer.context["rows"]]
    assert [(row.email, row.role) for row in rows] == [("nia@elm.example", "gp"), ("kit@elm.example", "gp")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Write an address, paste a list or choose a file."),
        ({"people": "\n".join(f"p{n}@elm.example" for n in range(501))}, "more than 500 people"),
        ({"file": SimpleUploadedFile("list.xlsx", b"PK\x03\x04")}, "This is not a CSV file."),
        ({"file": SimpleUploadedFile("list.csv", b",,,\n")}, "There is nobody in this file."),
        ({"file": SimpleUploadedFile("list.csv", b"a@elm.example\n" * 30_000)}, "larger than 256 kB"),
    ],
)
def test_a_list_that_cannot_be_read_says_what_to_do(boss, practice, fields, words):
    answer = check(boss, practice, **fields)
    assert words in answer.content.decode()
    assert "There is a problem" in answer.content.decode()


def test_valid_rows_are_sent_and_faulty_ones_stay(boss, practice, manager):
    answer = send(
        boss,
        practice,
        ("nia@elm.example", "Nia Bell", "practice-nurse", "Morning team"),
        ("smith@nhs.", "Jo Smith", "", ""),
        ("kit@elm.example", "Kit \u2603", "", ""),
    )
    text = answer.content.decode()
    assert "1 invitation is on its way." in text
    assert [one["row"].email for one in answer.context["rows"]] == ["smith@nhs.", "kit@elm.example"]
    assert "Row 1: “smith@nhs.” is not a complete address." in text
    assert "Row 2: We cannot print “\u2603” on a certificate." in text
    row = Invitation.objects.get()
    assert (row.email, row.name, row.job_role, row.team.name) == (
        "nia@elm.example", "Nia Bell", "practice-nurse", "Morning team",
    )  # fmt: skip
    assert (row.by, row.is_manager, row.needs_training) == (manager, False, True)
    assert (row.expires_at - row.sent_at).days == 7
    again = send(boss, practice, ("smith@nhs.example", "Jo Smith", "", ""), ("kit@elm.example", "Kit Ray", "", ""))
    assert again.status_code == 302
    assert Invitation.objects.count() == 3


def test_the_mail_is_sent_with_the_link_and_a_person_to_answer(boss, practice, manager, mail_folder):
    send(boss, practice, ("nia@elm.example", "Nia Bell", "", ""))
    deliver()
    [file] = mail_folder.iterdir()
    text = file.read_text("utf-8").replace("=\n", "")
    assert "Subject: Sam Lee has invited you to Elm Street Surgery's training" in text
    assert "To: nia@elm.example" in text
    assert f"Reply-To: {manager.email}" in text
    assert "Dear Nia Bell" in text
    assert "The link works for 7 days" in text
    assert re.search(r"http://localhost:\d+/join/[\w-]{32}/", text)


def test_the_token_is_kept_only_as_a_hash(practice, manager):
    token = invite(practice, manager)
    row = Invitation.objects.get()
    assert len(row.token_sha256) == 64
    assert token not in str(vars(row))


def test_what_needs_nothing_is_left_out_and_said(boss, practice, manager, clinician):
    invite(practice, manager, "nia@elm.example")
    answer = check(boss, practice, f"{clinician.email}\nnia@elm.example\nkit@elm.example\nKIT@elm.example")
    notes = [one["row"].note for one in answer.context["rows"]]
    assert notes == [
        "Belongs to the practice already.",
        "Was invited already. You can send it again from the list of invitations.",
        "",
        "Twice in this list.",
    ]
    rows = [(one["row"].email, "", "", "") for one in answer.context["rows"]]
    assert send(boss, practice, *rows).status_code == 302
    assert Invitation.objects.count() == 2


def test_nothing_is_told_about_people_of_other_practices(boss, practice, stranger):
    answer = check(boss, practice, stranger.email)
    [one] = answer.context["rows"]
    assert one["row"].goes
    assert stranger.display_name not in answer.content.decode()


def test_pressing_send_twice_invites_once(boss, practice):
    rows = [("nia@elm.example", "Nia Bell", "", "")]
    assert send(boss, practice, *rows).status_code == 302
    second = send(boss, practice, *rows)
    assert second.status_code == 302
    assert Invitation.objects.count() == 1
    assert Mail.objects.count() == 1


def test_an_unknown_role_must_be_chosen_before_the_row_goes(boss, practice):
    answer = check(boss, practice, "nia@elm.example, Nia Bell, wizard")
    text = answer.content.decode()
    assert "Row 1: “wizard” is no role that we know. Choose one." in text
    assert '<option value="wizard" selected>' in text
    assert send(boss, practice, ("nia@elm.example", "Nia Bell", "wizard", "")).status_code == 200
    assert not Invitation.objects.exists()


def test_a_team_that_is_new_is_made_once(boss, practice):
    rows = [("a@elm.example", "", "", "Late team"), ("b@elm.example", "", "", "late TEAM")]
    assert "Late team (new team)" in check(boss, practice, "a@elm.example, Al, gp, Late team").content.decode()
    send(boss, practice, *rows)
    assert Team.objects.get().name == "Late team"
    assert set(Invitation.objects.values_list("team__name", flat=True)) == {"Late team"}


def test_who_may_manage_is_ticked_row_by_row(boss, practice):
    send(boss, practice, ("a@elm.example", "", "", ""), ("b@elm.example", "", "", ""), manager=["2"])
    assert dict(Invitation.objects.values_list("email", "is_manager")) == {
        "a@elm.example": False,
        "b@elm.example": True,
    }


def test_the_tick_stays_with_its_row_when_another_one_goes(boss, practice):
    answer = send(boss, practice, ("a@elm.example", "", "", ""), ("b@", "", "", ""), manager=["2"])
    [one] = answer.context["rows"]
    assert one["row"].manager


def test_a_long_list_is_shown_a_hundred_at_a_time_and_loses_nobody(boss, practice):
    EmailAddress.objects.update(verified=True)
    people = "\n".join(f"p{n}@elm.example\tPerson {chr(65 + n % 26)}" for n in range(230))
    answer = check(boss, practice, people)
    seen = 0
    for shown in (100, 100, 30):
        rows = [one["row"] for one in answer.context["rows"]]
        assert len(rows) == shown
        seen += shown
        data = [(row.email, row.name, row.role, row.team) for row in rows]
        answer = send(boss, practice, *data, rest=answer.context["rest"])
        assert Invitation.objects.count() == seen
    assert answer.status_code == 302


def test_an_account_whose_own_address_is_unconfirmed_sends_few(boss, practice, manager):
    EmailAddress.objects.filter(user=manager).update(verified=False)
    answer = send(boss, practice, *[(f"p{n}@elm.example", "", "", "") for n in range(30)])
    assert Invitation.objects.count() == 25
    assert len(answer.context["rows"]) == 5
    assert "Confirm your own email address" in answer.content.decode()


def test_an_invitation_that_has_run_out_gives_way_to_a_new_one(boss, practice, manager):
    old = invite(practice, manager)
    Invitation.objects.update(expires_at="2020-01-01T00:00Z")
    send(boss, practice, ("nia@elm.example", "", "", ""))
    assert token_for("nia@elm.example") != old
    assert Invitation.objects.filter(cancelled_at=None).count() == 1


def test_invitations_are_noted_in_the_log_of_the_practice(boss, practice, manager):
    send(boss, practice, ("nia@elm.example", "", "", ""))
    entry = AuditEntry.objects.get(action="person.invited")
    assert (entry.actor, entry.subject, entry.practice_id) == (manager, "nia@elm.example", practice.pk)


def test_hostile_cells_are_shown_as_text(boss, practice):
    answer = check(boss, practice, '"><script>alert(1)</script>@x, <img src=x onerror=alert(1)>, "=1+1", <b>')
    text = answer.content.decode()
    assert "<script>alert" not in text
    assert "<img" not in text


@pytest.mark.parametrize("count", [3, 30])
def test_checking_costs_the_same_for_three_and_for_thirty(boss, practice, count, django_assert_max_num_queries):
    people = "\n".join(f"p{n}@elm.example" for n in range(count))
    with django_assert_max_num_queries(16):
        check(boss, practice, people)
