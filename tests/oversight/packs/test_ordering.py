"""Ordering, downloading and losing a pack: who may, what a double click does, what a kill in the middle leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from courses.operations import outbox
from courses.operations.models import AuditEntry, Delivery, Mail
from courses.operations.typesetting import NotSet
from courses.oversight.packs import archive, services
from courses.oversight.packs.models import Pack
from courses.oversight.packs.queries import preview
from courses.oversight.packs.services import make as make_pack
from courses.oversight.packs.services import order, remove_expired
from courses.oversight.packs.wanted import Wanted
from courses.people.models import Membership, Practice, Region
from tests.oversight.packs.reading import words_of
from tests.training.situations import ask

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/practice/elm-street/packs/"
MATRIX = "/practice/elm-street/matrix.pdf"


@pytest.fixture
def ready(make, clinician, small):
    ask(clinician, small, days=30)
    return make()


@pytest.fixture
def readers(as_user, clinician, stranger):
    return {"learner": as_user(clinician), "manager of another practice": as_user(stranger)}


def test_one_click_orders_everything_and_a_second_one_orders_nothing(as_user, manager, clinician, small):
    ask(clinician, small, days=30)
    client = as_user(manager)
    page = client.get(URL)
    assert b"What it will hold" in page.content
    assert Pack.objects.count() == 0
    for _click in range(2):
        assert client.post(URL, {}).status_code == 302
    pack = Pack.objects.get()
    wanted = Wanted.of(pack.wanted)
    assert wanted.courses == ("small",)
    assert len(wanted.people) == Membership.objects.filter(practice=pack.practice).count()
    assert AuditEntry.objects.filter(action="pack.ordered", practice_id=pack.practice_id).count() == 1
    page = client.get(URL).content.decode()
    assert "Usually less than a minute for a small practice, up to two for a large one. You can leave" in page
    assert "No second pack was ordered while one was being made." in page


def test_the_whole_way_from_the_button_to_the_file(as_user, manager, clinician, small):
    ask(clinician, small, days=30)
    client = as_user(manager)
    page = client.post(URL, {}, follow=True).content.decode()
    assert "Your inspection pack is being made." in page
    assert 'hx-trigger="every 5s"' in page
    outbox.drain()
    pack = Pack.objects.get()
    assert pack.state == Pack.State.READY
    page = client.get(URL).content.decode()
    assert "is being made" not in page
    assert "hx-trigger" not in page
    assert pack.sha256 in page.replace("<wbr>", "")
    assert f"{pack.pages} pages" in page
    reply = client.get(f"{URL}{pack.pk}.zip")
    assert reply.streaming
    assert len(b"".join(reply.streaming_content)) == pack.size
    assert 'filename="inspection-pack-elm-street-' in reply["Content-Disposition"]
    assert b"".join(client.get(f"{URL}{pack.pk}.zip").streaming_content).startswith(b"PK")
    assert AuditEntry.objects.filter(action="pack.downloaded").count() == 2
    mail = Mail.objects.get(purpose="pack-ready")
    assert mail.to == manager.email
    assert mail.subject.startswith("Your inspection pack is ready until ")


def test_the_pages_it_is_said_to_have_are_those_it_has_or_nearly(practice, ready):
    said = preview(practice, Wanted.of(ready.pack.wanted)).pages
    assert abs(said - ready.pack.pages) <= 1


def test_nobody_else_sees_orders_repeats_or_downloads(readers, ready, practice):
    pack = ready.pack
    for name, client in readers.items():
        for url in (URL, f"{URL}{pack.pk}.zip", MATRIX):
            assert client.get(url).status_code == 404, (name, url)
        for url in (URL, f"{URL}{pack.pk}/again/"):
            assert client.post(url).status_code == 404, (name, url)
    for url in (URL, f"{URL}{pack.pk}.zip", MATRIX):
        assert Client().get(url).status_code == 302
    assert Pack.objects.count() == 1
    assert not AuditEntry.objects.filter(action="pack.downloaded").exists()


def test_a_pack_of_another_practice_cannot_be_had_through_ones_own_address(as_user, stranger, ready):
    client = as_user(stranger)
    assert client.get(f"/practice/oak-lane/packs/{ready.pack.pk}.zip").status_code == 404
    assert client.post(f"/practice/oak-lane/packs/{ready.pack.pk}/again/").status_code == 404


def test_people_of_another_practice_cannot_be_put_into_a_pack(as_user, manager, stranger):
    theirs = Membership.objects.get(user=stranger)
    assert as_user(manager).post(URL, {"people": [theirs.pk]}).status_code == 422
    assert Pack.objects.count() == 0


def test_after_seven_days_it_is_gone_and_the_row_stays(as_user, manager, ready):
    pack = ready.pack
    assert remove_expired(pack.expires_at - timedelta(seconds=1)) == 0
    assert default_storage.exists(pack.file)
    Pack.objects.update(expires_at=timezone.now())
    assert as_user(manager).get(f"{URL}{pack.pk}.zip").status_code == 404  # also before the night
    assert remove_expired(timezone.now()) == 1
    assert not default_storage.exists(pack.file)
    assert remove_expired(timezone.now()) == 0
    row = Pack.objects.get()
    assert (row.file, row.sha256) == ("", pack.sha256)
    assert as_user(manager).get(f"{URL}{pack.pk}.zip").status_code == 404
    assert "file removed" in as_user(manager).get(URL).content.decode()


def test_made_twice_it_is_one_file_and_one_mail(ready):
    make_pack(pack_id=ready.pack.pk)
    again = Pack.objects.get()
    assert again.sha256 == ready.pack.sha256
    assert Mail.objects.filter(purpose="pack-ready").count() == 1


def test_a_worker_killed_before_it_could_say_so_leaves_nothing_behind(practice, manager, everything, monkeypatch):
    pack, _new = order(practice=practice, by=manager, wanted=everything())
    monkeypatch.setattr(services, "_finish", lambda *_args, **_facts: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        make_pack(pack_id=pack.pk)
    default_storage.save(f"packs/{pack.pk}/{'0' * 32}.zip", default_storage.open(_only_file(pack)))
    monkeypatch.undo()
    make_pack(pack_id=pack.pk)
    pack.refresh_from_db()
    assert pack.state == Pack.State.READY
    assert f"packs/{pack.pk}/{_only_name(pack)}" == pack.file
    assert Mail.objects.filter(purpose="pack-ready").count() == 1


def _only_name(pack: Pack) -> str:
    (name,) = default_storage.listdir(f"packs/{pack.pk}")[1]
    return name


def _only_file(pack: Pack) -> str:
    return f"packs/{pack.pk}/{_only_name(pack)}"


def test_one_that_fails_says_so_and_can_be_made_again(as_user, practice, manager, everything, monkeypatch):
    pack, _new = order(practice=practice, by=manager, wanted=everything())

    def refuse(*_args: object, **_more: object) -> None:
        raise NotSet("no ink")

    monkeypatch.setattr(archive, "printed", refuse)
    make_pack(pack_id=pack.pk)
    monkeypatch.undo()
    pack.refresh_from_db()
    assert pack.state == Pack.State.FAILED
    assert "no ink" in pack.error
    client = as_user(manager)
    page = client.get(URL).content.decode()
    assert "Make it again" in page
    assert "no ink" not in page
    for _click in range(2):
        assert client.post(f"{URL}{pack.pk}/again/").status_code == 302
    make_pack(pack_id=pack.pk)
    pack.refresh_from_db()
    assert pack.state == Pack.State.READY
    assert Mail.objects.filter(purpose="pack-ready").count() == 1


def test_a_full_disk_is_tried_again_by_the_outbox(practice, manager, everything, monkeypatch):
    pack, _new = order(practice=practice, by=manager, wanted=everything())

    def full(*_args: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(services.files, "store", full)
    outbox.drain()
    pack.refresh_from_db()
    assert pack.state == Pack.State.ASKED
    assert Delivery.objects.get(event="pack.ordered").state == Delivery.State.QUEUED


def test_one_that_never_ends_keeps_nobody_from_another(practice, manager, everything):
    now = timezone.now()
    first, new = order(practice=practice, by=manager, wanted=everything())
    assert new
    assert order(practice=practice, by=manager, wanted=everything()) == (first, False)
    second, new = order(practice=practice, by=manager, wanted=everything(), now=now + timedelta(hours=2))
    assert new
    assert second != first


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("on", "2199-01-01", "still to come"),
        ("on", "1999-01-01", "The practice began on"),
        ("on", "soon", "Write a full date"),
        ("since", "2199-01-01", "Choose an earlier one"),
        ("courses", "no-such-course", "no-such-course"),
    ],
)
def test_a_wrong_choice_is_explained_and_orders_nothing(as_user, manager, clinician, field, value, words):
    for method in ("get", "post"):
        reply = getattr(as_user(manager), method)(URL, {field: value})
        assert reply.status_code == 422
        assert words in reply.content.decode()
        assert "There is a problem" in reply.content.decode()
    assert Pack.objects.count() == 0


def test_a_choice_of_roles_leaves_out_the_others(as_user, manager, clinician):
    as_user(manager).post(URL, {"roles": ["gp"], "leavers": "no"})
    (chosen,) = Wanted.of(Pack.objects.get().wanted).people
    assert Membership.objects.get(pk=chosen).user == clinician


def test_an_american_practice_gets_letter_by_default(as_user, manager, practice):
    Practice.objects.filter(pk=practice.pk).update(region=Region.US)
    as_user(manager).post(URL, {})
    assert Wanted.of(Pack.objects.get().wanted).paper == "us-letter"


@pytest.mark.parametrize("paper", ["a4", "letter", "", "nonsense"])
def test_the_matrix_of_today_is_one_landscape_page(as_user, manager, clinician, small, paper):
    ask(clinician, small, days=-3)
    reply = as_user(manager).get(MATRIX, {"paper": paper})
    assert reply["Content-Type"] == "application/pdf"
    words = words_of(reply.content)
    assert "Elm Street Surgery" in words
    assert "Dr Amara Osei" in words
    assert "Overdue" in words
    assert words.replace(" / ", "/").count("1/1") == 1
    assert AuditEntry.objects.filter(action="matrix.exported").count() == 1
