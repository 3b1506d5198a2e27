"""A member reads a policy and confirms it: who is asked, once, for each practice; what managers get to see."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from courses.people.models import Membership
from courses.training.policies import queries, services
from courses.training.policies.models import PolicyConfirmation
from courses.training.policies.services import Confirmed
from courses.training.policies.texts import from_markdown
from tests.actors import person
from tests.training.policies.conftest import pdf, publish_on_screen

pytestmark = [pytest.mark.web, pytest.mark.django_db]
BUTTON = "I have read and will follow"


def test_a_member_reads_and_confirms_once_under_the_name_shown(as_user, clinician, policy):
    client, url = as_user(clinician), f"/me/policies/{policy.pk}/"
    assert f'href="{url}"' in client.get("/me/policies/").content.decode()
    page = client.get(url).content.decode()
    assert "Only those on our list." in page
    assert BUTTON in page
    assert "You confirm as Dr Amara Osei." in page
    assert client.post(url).url == "/me/policies/"
    given = PolicyConfirmation.objects.get()
    assert (given.name, given.membership.user, given.version) == ("Dr Amara Osei", clinician, policy)
    clinician.display_name = "Dr Amara Osei-Bonsu"
    clinician.save()
    client.post(url)
    assert PolicyConfirmation.objects.get().name == "Dr Amara Osei"
    again = client.get(url).content.decode()
    assert BUTTON not in again
    assert "as Dr Amara Osei" in again


def test_looking_at_a_policy_confirms_nothing(as_user, clinician, policy):
    as_user(clinician).get(f"/me/policies/{policy.pk}/")
    as_user(clinician).head(f"/me/policies/{policy.pk}/")
    assert not PolicyConfirmation.objects.exists()


def test_the_database_keeps_out_a_second_confirmation(clinician, policy):
    services.confirm(person=clinician, version_id=policy.pk)
    member = clinician.memberships.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyConfirmation.objects.create(version=policy, membership=member, name="Twice")


def test_a_replaced_version_leads_to_the_newest_and_an_earlier_confirmation_stays(
    as_user, clinician, manager, policy, next_version
):
    services.confirm(person=clinician, version_id=policy.pk)
    newest = next_version(policy)
    client = as_user(manager)
    assert client.post(f"/me/policies/{policy.pk}/").url == f"/me/policies/{newest.pk}/"
    assert not PolicyConfirmation.objects.filter(membership__user=manager).exists()
    assert BUTTON not in client.get(f"/me/policies/{policy.pk}/").content.decode()
    text = as_user(clinician).get("/me/policies/").content.decode()
    assert "New version 2 of" in text
    assert "Another list." in text
    assert "as Dr Amara Osei" in text
    assert services.confirm(person=clinician, version_id=newest.pk) is Confirmed.DONE
    assert PolicyConfirmation.objects.filter(membership__user=clinician).count() == 2


def test_nobody_confirms_a_policy_that_is_not_asked_any_more(as_user, clinician, manager, policy):
    services.end_policy(policy=policy.policy, by=manager)
    assert BUTTON not in as_user(clinician).get(f"/me/policies/{policy.pk}/").content.decode()
    reply = as_user(clinician).post(f"/me/policies/{policy.pk}/", follow=True)
    assert "Nobody is asked about" in reply.content.decode()
    assert not PolicyConfirmation.objects.exists()


def test_of_a_pdf_the_page_says_that_nobody_sees_whether_it_was_opened(as_user, manager):
    publish_on_screen(as_user(manager), "/practice/elm-street/policies/new/", {"title": "Screens", "file": pdf()})
    (waiting,) = queries.to_confirm(manager)
    page = as_user(manager).get(f"/me/policies/{waiting.version_id}/").content.decode()
    assert f'href="/me/policies/{waiting.version_id}/policy.pdf"' in page
    assert "We cannot see whether you opened it." in page
    assert page.index("Download the PDF") < page.index(BUTTON)


@pytest.mark.parametrize("who", ["stranger", "educator"])
def test_for_those_who_do_not_work_there_it_does_not_exist(request, as_user, policy, who):
    somebody = request.getfixturevalue(who)
    for end in ("", "policy.pdf"):
        assert as_user(somebody).get(f"/me/policies/{policy.pk}/{end}").status_code == 404
    assert as_user(somebody).post(f"/me/policies/{policy.pk}/").status_code == 404
    with pytest.raises(Membership.DoesNotExist):
        services.confirm(person=somebody, version_id=policy.pk)
    assert queries.to_confirm(somebody) == []


def test_somebody_who_has_left_is_not_asked_and_keeps_a_line_of_what_they_confirmed(as_user, clinician, policy):
    services.confirm(person=clinician, version_id=policy.pk)
    Membership.objects.filter(user=clinician).update(ended=date(2026, 1, 1))
    client = as_user(clinician)
    assert client.get(f"/me/policies/{policy.pk}/").status_code == 404
    assert client.post(f"/me/policies/{policy.pk}/").status_code == 404
    text = client.get("/me/policies/").content.decode()
    assert "Using AI tools" in text
    assert f"/me/policies/{policy.pk}/" not in text
    (state,) = queries.confirmations(policy.policy.practice)
    assert state.policy.asked == 1
    assert [(one.name, one.left) for one in state.earlier] == [("Dr Amara Osei", True)]


def test_a_leaver_who_has_not_confirmed_is_not_missing(clinician, policy):
    Membership.objects.filter(user=clinician).update(ended=date(2026, 1, 1))
    (state,) = queries.confirmations(policy.policy.practice)
    assert [one.name for one in state.missing] == ["Sam Lee"]
    assert queries.to_confirm(clinician) == []


def test_somebody_of_two_practices_is_asked_by_each(as_user, clinician, stranger, policy):
    oak = stranger.memberships.get().practice
    Membership.objects.create(user=clinician, practice=oak, started=date(2020, 1, 1))
    theirs = services.add_policy(practice=oak, by=stranger, title="Using AI tools", text=from_markdown("Other rules."))
    assert [one.practice for one in queries.to_confirm(clinician)] == ["Elm Street Surgery", "Oak Lane"]
    services.confirm(person=clinician, version_id=policy.pk)
    assert [one.version_id for one in queries.to_confirm(clinician)] == [theirs.pk]
    assert not queries.to_confirm(clinician)[0].again
    assert [one.practice for one in queries.to_confirm(stranger)] == ["Oak Lane"]


def test_what_is_to_confirm_costs_one_query_however_much_it_is(
    clinician, manager, practice, policy, django_assert_num_queries
):
    for number in range(5):
        text = from_markdown(f"Text {number}")
        services.add_policy(practice=practice, by=manager, title=f"Policy {number}", text=text)
    with django_assert_num_queries(1):
        assert len(queries.to_confirm(clinician)) == 6


def test_nothing_to_confirm_is_said(as_user, educator):
    assert "Nothing is waiting for you." in as_user(educator).get("/me/policies/").content.decode()


def table(client, policy) -> list[list[str]]:
    reply = client.get(f"/practice/elm-street/policies/{policy.policy_id}/confirmations.csv")
    assert reply.headers["Content-Type"].startswith("text/csv")
    text = reply.content.decode()
    assert text.startswith("\ufeff")
    assert "\r\n" in text
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_table_says_who_confirmed_which_version_and_who_is_missing(
    as_user, manager, clinician, policy, next_version
):
    services.confirm(person=clinician, version_id=policy.pk)
    newest = next_version(policy)
    services.confirm(person=clinician, version_id=newest.pk)
    rows = table(as_user(manager), policy)
    assert [(row[0], row[2], row[3], row[4]) for row in rows[4:]] == [
        ("2", newest.sha256, "Sam Lee", "not confirmed"),
        ("2", newest.sha256, "Dr Amara Osei", "confirmed"),
        ("1", policy.sha256, "Dr Amara Osei", "confirmed"),
    ]


def test_a_name_that_looks_like_a_formula_is_only_text(as_user, manager, practice, policy):
    formula = person("formula@elm.example", '=HYPERLINK("https://evil.example")')
    Membership.objects.create(user=formula, practice=practice, started=date(2020, 1, 1))
    assert '\'=HYPERLINK("https://evil.example")' in [row[3] for row in table(as_user(manager), policy)[4:]]
