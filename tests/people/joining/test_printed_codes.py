"""People without a work email: slips, the first password, and who may make a new code for whom."""

from __future__ import annotations

import re
import threading
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from courses.operations.models import AuditEntry, Delivery
from courses.people.joining import codes
from courses.people.joining.models import PrintedCode
from courses.people.models import Membership, Team, User
from courses.people.queries import is_vouched_for
from tests.people.joining.conftest import PASSWORD, add_person, page
from tests.people.joining.slips import CODE, add, begin, farah, set_password, sign_in

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_names_become_accounts_with_slips_that_are_shown_once(boss, practice, manager):
    team = Team.objects.create(practice=practice, name="Front desk")
    answer = add(boss, practice, "Farah Nazari\n\n  José   Núñez \n", role="reception", team=team.pk)
    text = answer.content.decode()
    shown = CODE.findall(text)
    assert len(set(shown)) == 2
    assert "farah.nazari" in text
    assert "jose.nunez" in text
    assert page("user-name-sign-in") in text
    assert answer.headers["Cache-Control"].count("no-store")
    who = farah()
    assert (who.email, who.display_name, who.has_usable_password()) == (None, "Farah Nazari", False)
    assert is_vouched_for(who)
    member = who.memberships.get()
    assert (member.practice, member.job_role, member.team) == (practice, "reception", team)
    assert Delivery.objects.filter(event="membership.started", key=str(member.pk)).exists()
    row = PrintedCode.objects.get(person=who)
    assert (row.expires_at - timezone.now()).days == 29
    assert not any(code.replace("-", "") in row.code_hash for code in shown)
    assert CODE.search(boss.get(page("practice-codes", practice.slug)).content.decode()) is None
    assert AuditEntry.objects.filter(action="person.added", practice_id=practice.pk, actor=manager).count() == 2
    assert not any(code in str(AuditEntry.objects.values_list("detail", "subject")) for code in shown)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("", "Write at least one name."),
        ("Farah\n\u2603\u2603", "Line 2: "),
        ("\n".join(f"Person {chr(65 + n)}" for n in range(21)), "at most 20 names"),
        ("Farah Nazari\nfarah nazari", "somebody of this name is here already"),
        ("Dr Amara Osei", "somebody of this name is here already"),
    ],
)
def test_names_that_cannot_be_taken_say_why_and_nobody_is_added(boss, practice, clinician, names, words):
    answer = add(boss, practice, names)
    assert words in answer.content.decode()
    assert not User.objects.filter(user_name__isnull=False).exists()


def test_user_names_are_unique_over_all_practices(practice, manager, stranger):
    first = add_person(practice, manager)
    second = add_person(stranger.memberships.get().practice, stranger)
    assert (first.user_name, second.user_name) == ("farah.nazari", "farah.nazari2")


def test_a_code_leads_to_a_password_and_works_once(client, practice, manager):
    slip = add_person(practice, manager)
    answer = sign_in(client, " Farah.Nazari ", slip.code.lower().replace("-", " "), shared="on")
    assert answer["Location"] == page("user-name-password")
    assert "_auth_user_id" not in client.session
    text = client.get(page("user-name-password")).content.decode()
    assert "Welcome, Farah Nazari" in text
    assert 'name="shared" value="on"' in text
    assert "too short" in set_password(client, "short").content.decode()
    answer = set_password(client, shared="on")
    assert answer["Location"] == page("today")
    assert int(client.session["_auth_user_id"]) == farah().pk
    assert client.session["lifetime"]["shared"]
    assert PrintedCode.objects.get().used_at
    other = Client()
    assert sign_in(other, slip.user_name, slip.code).status_code == 200
    assert sign_in(other, slip.user_name, PASSWORD)["Location"] == page("today")


def test_a_code_is_not_lost_before_the_password_is_chosen(client, practice, manager):
    slip = add_person(practice, manager)
    sign_in(client, slip.user_name, slip.code)
    assert sign_in(Client(), slip.user_name, slip.code).status_code == 302  # the browser was closed in between


def test_of_two_browsers_with_the_same_slip_one_sets_the_password(practice, manager):
    slip = add_person(practice, manager)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, slip.user_name, slip.code)
    set_password(first)
    set_password(second, "quite another phrase")
    assert "_auth_user_id" not in second.session
    assert farah().check_password(PASSWORD)


def test_the_password_page_needs_a_right_code_first(client, as_user, clinician, practice, manager):
    assert client.get(page("user-name-password"))["Location"] == page("user-name-sign-in")
    assert set_password(client)["Location"] == page("user-name-sign-in")
    assert as_user(clinician).get(page("user-name-password")).status_code == 302


def test_after_a_quarter_of_an_hour_the_code_is_asked_for_again(client, practice, manager, monkeypatch):
    slip = add_person(practice, manager)
    sign_in(client, slip.user_name, slip.code)
    session = client.session
    session["printed_code"] = {**session["printed_code"], "at": session["printed_code"]["at"] - 16 * 60}
    session.save()
    assert set_password(client)["Location"] == page("user-name-sign-in")
    assert not farah().has_usable_password()


def test_a_code_runs_out_after_thirty_days(client, practice, manager):
    slip = add_person(practice, manager)
    PrintedCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert sign_in(client, slip.user_name, slip.code).status_code == 200
    assert codes.choose_password(code_id=PrintedCode.objects.get().pk, password="x", now=timezone.now()) is None


def test_a_code_ends_with_the_persons_time_in_the_practice(client, practice, manager):
    slip = add_person(practice, manager)
    Membership.objects.filter(user=farah()).update(ended=timezone.localdate())
    assert sign_in(client, slip.user_name, slip.code).status_code == 200


def prove_a_mailbox(person: User, elsewhere: User) -> None:
    EmailAddress.objects.create(user=person, email="farah@own.example", verified=True, primary=True)


def work_elsewhere_too(person: User, elsewhere: User) -> None:
    other = Membership.objects.get(user=elsewhere)
    Membership.objects.create(user=person, practice=other.practice, started=other.started)


def become_an_educator(person: User, elsewhere: User) -> None:
    User.objects.filter(pk=person.pk).update(is_educator=True)


@pytest.mark.parametrize("happened", [prove_a_mailbox, work_elsewhere_too, become_an_educator])
def test_a_slip_that_was_kept_back_opens_no_account_that_is_not_the_practices_alone(
    practice, manager, stranger, happened
):
    slip = add_person(practice, manager)
    open_now = codes.check(user_name=slip.user_name, secret=slip.code, now=timezone.now())
    assert open_now is not None
    happened(open_now.person, stranger)
    assert codes.check(user_name=slip.user_name, secret=slip.code, now=timezone.now()) is None
    assert codes.choose_password(code_id=open_now.code_id, password=PASSWORD, now=timezone.now()) is None
    assert not User.objects.get(pk=open_now.person.pk).has_usable_password()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time anyway")
def test_of_two_at_the_same_moment_one_sets_the_password(practice, manager):
    slip = add_person(practice, manager)
    code_id = PrintedCode.objects.get().pk
    person = User.objects.get(user_name=slip.user_name)
    done: list[User | None] = []

    def choose() -> None:
        try:
            done.append(codes.choose_password(code_id=code_id, password=PASSWORD, now=timezone.now()))
        finally:
            connection.close()

    with transaction.atomic():  # both wait behind this lock, then go on together
        PrintedCode.objects.select_for_update().get(pk=code_id)
        both = [threading.Thread(target=choose) for _ in range(2)]
        for one in both:
            one.start()
        time.sleep(1)
    for one in both:
        one.join()
    assert sorted(one == person for one in done) == [False, True]


def test_whoever_is_signed_in_is_sent_on(as_user, clinician):
    assert as_user(clinician).get(page("user-name-sign-in"))["Location"] == page("today")


@pytest.mark.parametrize("word", ["9999", "no-view", "-1"])
def test_a_next_page_that_is_a_mere_word_breaks_nothing(as_user, client, clinician, practice, manager, word):
    assert as_user(clinician).get(f"{page('user-name-sign-in')}?next={word}").status_code == 302
    slip = add_person(practice, manager)
    user = User.objects.get(user_name=slip.user_name)
    user.set_password(PASSWORD)
    user.save()
    sent = {"user_name": slip.user_name, "secret": PASSWORD, "next": word}
    assert client.post(page("user-name-sign-in"), sent).status_code == 302


def test_the_page_one_came_for_is_returned_to_and_no_other_host(client, practice, manager):
    begin(practice, manager)
    assert sign_in(client, "farah.nazari", PASSWORD, next="/courses/")["Location"] == "/courses/"
    assert sign_in(Client(), "farah.nazari", PASSWORD, next="https://evil.example/")["Location"] == page("today")


def test_a_wrong_secret_and_an_unknown_name_get_the_same_answer_at_the_same_cost(practice, manager, monkeypatch):
    slip = add_person(practice, manager)
    begun = User.objects.create(email=None, user_name="kit.ray", display_name="Kit Ray")
    begun.set_password(PASSWORD)
    begun.save()
    costs, pages = [], []
    for name, secret in (("nobody.here", "wrong"), (slip.user_name, "wrong"), ("kit.ray", "ABCDE-12345")):
        work = []
        hasher = hashers.get_hasher()
        real = type(hasher).encode

        def counting(*args: str, _real=real, _work=work) -> str:
            _work.append(1)
            return _real(*args)

        monkeypatch.setattr(type(hasher), "encode", counting)
        answer = sign_in(Client(), name, secret)
        monkeypatch.setattr(type(hasher), "encode", real)
        costs.append(len(work))
        pages.append(re.sub(rb'value="[^"]*"', b"", answer.content))
    assert costs == [2, 2, 2]
    assert pages[0] == pages[1] == pages[2]


def test_an_email_address_is_no_user_name(client, clinician):
    clinician.set_password(PASSWORD)
    clinician.save()
    assert sign_in(client, clinician.email, PASSWORD).status_code == 200
    assert sign_in(client, "None", PASSWORD).status_code == 200


def test_wrong_tries_are_stopped_here_but_the_person_elsewhere_is_not_locked_out(client, practice, manager):
    begin(practice, manager)
    statuses = [sign_in(client, "farah.nazari", "wrong wrong wrong").status_code for _try in range(11)]
    assert statuses == [200] * 9 + [429, 429]  # the first of ten was right
    assert sign_in(client, "farah.nazari", PASSWORD).status_code == 429
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(elsewhere, "farah.nazari", PASSWORD).status_code == 302


def test_trying_many_names_from_one_place_is_stopped(client):
    statuses = [sign_in(client, f"name.{number}", "wrong").status_code for number in range(61)]
    assert statuses[59:] == [200, 429]


def test_a_new_code_ends_the_old_one_the_password_and_the_sessions(boss, client, practice, manager):
    slip = add_person(practice, manager)
    sign_in(client, slip.user_name, slip.code)
    set_password(client)
    assert client.get(page("account")).status_code == 200
    member = farah().memberships.get()
    address = page("practice-code", practice.slug, member.pk)
    assert "signed out everywhere" in boss.get(address).content.decode()
    assert farah().has_usable_password()
    [code] = CODE.findall(boss.post(address).content.decode())
    assert client.get(page("account")).status_code == 302
    assert not farah().has_usable_password()
    assert sign_in(Client(), slip.user_name, PASSWORD).status_code == 200
    assert sign_in(Client(), slip.user_name, code).status_code == 302
    [newer] = CODE.findall(boss.post(address).content.decode())
    assert sign_in(Client(), slip.user_name, code).status_code == 200
    assert sign_in(Client(), slip.user_name, newer).status_code == 302
    assert PrintedCode.objects.filter(used_at=None, cancelled_at=None).count() == 1
    assert AuditEntry.objects.filter(action="code.made", actor=manager).count() == 2


def refused(boss, practice, person) -> bool:
    """No code can be made for this person, by page or service, and nothing about the account changes."""
    member = person.memberships.filter(practice=practice).latest("pk")
    before = User.objects.values().get(pk=person.pk)
    answer = boss.post(page("practice-code", practice.slug, member.pk))
    made = codes.new_code(practice=practice, membership_id=member.pk, by=person, now=timezone.now())
    same = User.objects.values().get(pk=person.pk) == before
    return made is None and same and CODE.search(answer.content.decode()) is None


def test_no_code_is_made_for_an_account_with_an_email(boss, practice, clinician):
    assert refused(boss, practice, clinician)
    assert clinician.display_name not in boss.get(page("practice-codes", practice.slug)).content.decode()


def test_no_code_is_made_once_an_email_is_confirmed(boss, practice, manager):
    who = begin(practice, manager)
    EmailAddress.objects.create(user=who, email="farah@home.example", verified=True, primary=True)
    assert refused(boss, practice, who)
    assert (
        "You cannot make a code for this account"
        in boss.get(page("practice-code", practice.slug, who.memberships.get().pk)).content.decode()
    )


def test_no_code_is_made_for_somebody_who_works_elsewhere_too(boss, practice, manager, stranger):
    who = begin(practice, manager)
    other = stranger.memberships.get().practice
    Membership.objects.create(user=who, practice=other, started=timezone.localdate())
    assert refused(boss, practice, who)
    assert (
        codes.new_code(
            practice=other, membership_id=who.memberships.get(practice=other).pk, by=stranger, now=timezone.now()
        )
        is None
    )


@pytest.mark.parametrize("role", ["is_staff", "is_educator", "is_reviewer"])
def test_no_code_is_made_for_somebody_with_a_role_on_the_site(boss, practice, manager, role):
    who = begin(practice, manager)
    User.objects.filter(pk=who.pk).update(**{role: True})
    assert refused(boss, practice, who)


def test_no_code_is_made_for_somebody_who_has_left(boss, practice, manager):
    who = begin(practice, manager)
    Membership.objects.filter(user=who).update(ended=timezone.localdate())
    assert refused(boss, practice, who)


def test_the_manager_of_another_practice_can_make_no_code(as_user, practice, manager, stranger):
    who = begin(practice, manager)
    member = who.memberships.get()
    other = stranger.memberships.get().practice
    client = as_user(stranger)
    for slug in (practice.slug, other.slug):
        assert client.get(page("practice-code", slug, member.pk)).status_code == 404
        assert client.post(page("practice-code", slug, member.pk)).status_code == 404
    assert codes.new_code(practice=other, membership_id=member.pk, by=stranger, now=timezone.now()) is None
    assert farah().check_password(PASSWORD)


def test_the_list_tells_how_far_each_person_is(boss, practice, manager):
    begin(practice, manager)
    add_person(practice, manager, "Kit Ray")
    add_person(practice, manager, "Lou Day")
    PrintedCode.objects.filter(person__user_name="lou.day").update(expires_at=timezone.now() - timedelta(days=1))
    people = boss.get(page("practice-codes", practice.slug)).context["people"]
    assert [(one.name, one.state) for one in people] == [
        ("Farah Nazari", "done"),
        ("Kit Ray", "waiting"),
        ("Lou Day", "run-out"),
    ]


def test_the_list_costs_the_same_for_three_and_for_nine(boss, practice, manager, django_assert_num_queries):
    for letter in "ABC":
        add_person(practice, manager, f"Person {letter}")
    boss.get(page("practice-codes", practice.slug))
    with django_assert_num_queries(20, exact=False) as few:
        boss.get(page("practice-codes", practice.slug))
    for letter in "DEFGHI":
        add_person(practice, manager, f"Person {letter}")
    with django_assert_num_queries(len(few)):
        boss.get(page("practice-codes", practice.slug))


def test_the_account_page_works_without_an_address(client, practice, manager):
    begin(practice, manager)
    sign_in(client, "farah.nazari", PASSWORD)
    for name in ("account", "account_email", "today", "my-learning", "email-confirm", "usersessions_list"):
        assert client.get(page(name)).status_code == 200, name


def test_the_sign_in_page_leads_to_the_one_with_user_names(client):
    assert f'href="{page("user-name-sign-in")}"' in client.get(page("account_login")).content.decode()
