"""A page of printed codes that is sent again, reloaded or lost: the same slips, or new ones, and never a used code."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.operations.models import AuditEntry
from courses.people.joining import codes
from courses.people.joining.models import PrintedCode
from courses.people.models import Membership, User
from tests.people.joining.conftest import add_person, page
from tests.people.joining.slips import add, begin, codes_in, farah, form_of, set_password, sign_in

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_pressing_the_button_twice_adds_nobody_twice_and_shows_the_same_slips(boss, practice):
    form = form_of(boss, page("practice-codes", practice.slug))
    first = codes_in(add(boss, practice, "Farah Nazari\nKit Ray", form=form))
    again = codes_in(add(boss, practice, "Farah Nazari\nKit Ray", form=form))
    assert len(set(first)) == 2
    assert again == first
    assert User.objects.filter(user_name__isnull=False).count() == PrintedCode.objects.count() == 2
    assert sign_in(Client(), "farah.nazari", first[0]).status_code == 302


def test_a_name_that_was_forgotten_comes_to_the_slips_that_were_made(boss, practice):
    form = form_of(boss, page("practice-codes", practice.slug))
    [farah_code] = codes_in(add(boss, practice, "Farah Nazari", form=form))
    both = codes_in(add(boss, practice, "Farah Nazari\nKit Ray", form=form))
    assert both[0] == farah_code
    assert sign_in(Client(), "kit.ray", both[1]).status_code == 302


def test_after_ten_minutes_a_page_shows_its_codes_no_more_and_offers_new_ones(boss, practice):
    form = form_of(boss, page("practice-codes", practice.slug))
    [old] = codes_in(add(boss, practice, "Farah Nazari", form=form))
    PrintedCode.objects.update(created_at=timezone.now() - timedelta(minutes=10, seconds=1))
    answer = add(boss, practice, "Farah Nazari", form=form)
    assert codes_in(answer) == []
    member = farah().memberships.get().pk
    assert f'name="member" value="{member}" checked' in answer.content.decode()
    slips = boss.post(page("practice-codes", practice.slug), {"again": "1", "member": member, "form": form})
    [new] = codes_in(slips)
    assert new != old
    assert sign_in(Client(), "farah.nazari", old).status_code == 200
    assert sign_in(Client(), "farah.nazari", new).status_code == 302


def test_a_code_that_was_used_is_not_shown_again(boss, practice):
    form = form_of(boss, page("practice-codes", practice.slug))
    add(boss, practice, "Farah Nazari", form=form)
    PrintedCode.objects.update(used_at=timezone.now())
    assert codes_in(add(boss, practice, "Farah Nazari", form=form)) == []


def test_the_page_of_one_manager_shows_no_slips_to_another(boss, as_user, practice, clinician):
    form = form_of(boss, page("practice-codes", practice.slug))
    add(boss, practice, "Farah Nazari", form=form)
    Membership.objects.filter(user=clinician).update(is_manager=True)
    assert codes_in(add(as_user(clinician), practice, "Farah Nazari", form=form)) == []


def test_nothing_readable_of_a_page_or_its_codes_is_stored(boss, practice):
    form = form_of(boss, page("practice-codes", practice.slug))
    [code] = codes_in(add(boss, practice, "Farah Nazari", form=form))
    stored = str(list(PrintedCode.objects.values())) + str(list(AuditEntry.objects.values()))
    stored += str(dict(boss.session))
    assert form not in stored
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_lost_slips_of_several_are_made_anew_in_one_press_and_that_page_too_may_be_sent_twice(boss, practice, manager):
    begin(practice, manager)
    waiting = [add_person(practice, manager, name) for name in ("Kit Ray", "Lou Day")]
    address = page("practice-codes", practice.slug)
    members = list(Membership.objects.filter(user__user_name__isnull=False).values_list("pk", flat=True))
    form = form_of(boss, address)
    first, second = (
        codes_in(boss.post(address, {"again": "1", "member": members, "form": form})) for _press in range(2)
    )
    assert len(first) == 2  # Farah has a password, which nobody takes from her in passing
    assert first == second
    assert farah().has_usable_password()
    assert not {slip.code for slip in waiting} & set(first)
    assert AuditEntry.objects.filter(action="code.made", actor=manager).count() == 2
    assert "Nobody was chosen" in boss.post(address, {"again": "1", "form": form}).content.decode()


def test_many_new_codes_cost_the_same_page_twice_no_new_hash(boss, practice, manager, monkeypatch):
    address = page("practice-codes", practice.slug)
    form = form_of(boss, address)
    add(boss, practice, "Farah Nazari\nKit Ray", form=form)
    monkeypatch.setattr(codes, "make_password", None)  # would be called
    assert len(codes_in(add(boss, practice, "Farah Nazari\nKit Ray", form=form))) == 2


def test_a_new_code_that_is_asked_for_twice_by_one_page_is_one_code(boss, practice, manager):
    begin(practice, manager)
    address = page("practice-code", practice.slug, farah().memberships.get().pk)
    form = form_of(boss, address)
    first, second = (codes_in(boss.post(address, {"form": form})) for _press in range(2))
    assert first == second
    assert sign_in(Client(), "farah.nazari", first[0]).status_code == 302


def test_a_page_that_is_loaded_again_takes_nobodys_password_and_opens_no_used_code(boss, practice, manager):
    begin(practice, manager)
    address = page("practice-code", practice.slug, farah().memberships.get().pk)
    form = form_of(boss, address)
    [code] = codes_in(boss.post(address, {"form": form}))
    sign_in(mine := Client(), "farah.nazari", code)
    set_password(mine)
    answer = boss.post(address, {"form": form})
    assert codes_in(answer) == []
    assert "No code was made" in answer.content.decode()
    assert farah().has_usable_password()
    assert sign_in(Client(), "farah.nazari", code).status_code == 200
    assert mine.get(page("today")).status_code == 200
    anew = re.search(r'name="form" value="([\w-]+)"', answer.content.decode())
    [other] = codes_in(boss.post(address, {"form": anew.group(1)}))
    assert other != code


def test_a_code_that_another_page_has_replaced_never_comes_back(boss, practice, manager):
    add_person(practice, manager)
    address = page("practice-code", practice.slug, farah().memberships.get().pk)
    lost, newer = form_of(boss, address), form_of(boss, address)
    [on_lost_slip] = codes_in(boss.post(address, {"form": lost}))
    [handed_over] = codes_in(boss.post(address, {"form": newer}))
    assert codes_in(boss.post(address, {"form": lost})) == []
    assert sign_in(Client(), "farah.nazari", on_lost_slip).status_code == 200
    assert sign_in(Client(), "farah.nazari", handed_over).status_code == 302


def test_slips_are_shown_again_though_one_of_them_has_been_used_meanwhile(boss, practice):
    form = form_of(boss, page("practice-codes", practice.slug))
    first = codes_in(add(boss, practice, "Farah Nazari\nKit Ray", form=form))
    sign_in(hers := Client(), "farah.nazari", first[0])
    set_password(hers)
    assert codes_in(add(boss, practice, "Farah Nazari\nKit Ray", form=form)) == first[1:]
    assert User.objects.filter(user_name__isnull=False).count() == 2
