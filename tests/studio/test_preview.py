"""The preview is the learner's page, and can do nothing to ours."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.authoring.drafts import save_file
from courses.authoring.models import Draft
from courses.authoring.studio import preview_page
from courses.authoring.studio.examples import EXAMPLES
from tests.authoring.sample import COURSE, RINGS
from tests.authoring.sample import UNIT as TEXT
from tests.studio.pages import UNIT, post

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def client(as_user, educator, draft) -> Client:
    return as_user(educator)


def preview(client: Client, path: str = UNIT, **query: str):
    return client.get(reverse("studio-preview", args=["sample", path]), query)


def shown(client: Client, text: str, **wishes: str) -> str:
    return post(client, "studio-check", text, **wishes).json()["preview"]


def test_the_preview_is_a_page_of_its_own_that_only_our_pages_may_frame(client):
    page = preview(client)
    policy = page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in policy
    assert "sandbox allow-scripts;" in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert client.get(reverse("studio")).headers["X-Frame-Options"] == "DENY"


def test_it_shows_the_unit_with_the_lines_it_comes_from(client):
    page = preview(client).content.decode()
    assert "<h1>The first unit</h1>" in page
    line = TEXT[: TEXT.index("Decide before you look.")].count("\n") + 1
    assert re.search(rf'data-line="{line}(-\d+)?"[^>]*>Decide before you look', page)


@pytest.mark.parametrize("path", ["course.md", UNIT, "02-final.md"])
def test_every_kind_of_file_has_a_preview(client, path):
    assert preview(client, path).status_code == 200


def test_no_form_of_the_preview_can_be_sent(client):
    page = preview(client).content.decode()
    assert "disabled" in page
    assert not re.search(r"<form[^>]*\saction=", page)
    assert "csrf" not in page


def test_answers_are_shown_only_when_asked_for(client):
    assert "Feedback-wrong" not in shown(client, TEXT)
    assert "Explanation-first" not in shown(client, TEXT)
    told = shown(client, TEXT, answers="1")
    assert "Feedback-wrong" in told
    assert "Explanation-first" in told


def test_what_blocks_stands_in_its_place_and_the_rest_is_shown(client):
    html = shown(client, TEXT.replace("### Single choice", "### Single choise"))
    assert "C102" in html
    assert "Decide before you look." in html
    assert "How many of 100 flags are right?" in html


def test_a_unit_for_other_roles_says_so(client, draft, educator):
    course = COURSE.replace("audience: [gp]", "audience: [gp, pharmacist]")
    save_file(by=educator, draft_id=draft.pk, path="course.md", data=course.encode(), version=1)
    narrow = TEXT.replace("minutes: 5\n", "minutes: 5\naudience: [gp]\n")
    assert "Not for these readers" in shown(client, narrow, role="pharmacist")
    assert "Not for these readers" not in shown(client, narrow, role="gp")
    assert "Not for these readers" not in shown(client, narrow, role="nonsense")


def test_pictures_are_shown_before_anything_is_published_to_nobody_else(client, stranger, as_user):
    (address,) = re.findall(r'src="(/studio/sample/shown/[^"]+)"', preview(client).content.decode())
    picture = Client().get(address)  # a sandboxed frame sends no cookies
    assert picture.content == RINGS
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    forged = re.sub(r"/shown/[^/]+/", "/shown/x/", address)
    assert Client().get(forged).status_code == 404
    assert Client().get(address.replace("/sample/", "/other/")).status_code == 404
    assert Client().get(re.sub(r"[0-9a-f]{64}", "0" * 64, address)).status_code == 404


def test_an_address_of_a_picture_ends_after_some_hours():
    token = preview_page.picture_token("sample")
    assert preview_page.may_see_pictures(token, "sample")
    assert not preview_page.may_see_pictures(token, "other")
    late = preview_page.signing.Signer(salt=preview_page.PICTURE_SALT).sign_object(["sample", 1])
    assert not preview_page.may_see_pictures(late, "sample")


def test_hostile_text_stays_text(client):
    hostile = TEXT.replace("Decide before you look.", '<img src=x onerror="alert(1)"> <script>alert(2)</script>')
    html = shown(client, hostile)
    assert "<script" not in html
    assert not re.search(r"<[^>]+onerror", html)


def test_a_reviewer_sees_the_preview_once_a_review_was_asked(client, draft, reviewer, as_user):
    assert preview(as_user(reviewer)).status_code == 404
    Draft.objects.update(asked_at=draft.created_at)
    page = preview(as_user(reviewer))
    assert "<h1>The first unit</h1>" in page.content.decode()
    assert reverse("studio-review", args=["sample"]) in page.content.decode()


def test_a_lab_is_shown_with_its_advice_and_what_was_right_only_when_asked_for(client, draft):
    text = TEXT + "\n" + next(one for one in EXAMPLES if one.slug == "reliance-lab").clean
    assert "The tool was sure and wrong" not in shown(client, text)
    told = shown(client, text, answers="1")
    assert "The tool was sure and wrong" in told
    assert "Here the advice was wrong." in told
    assert "Look at the cases where you changed your mind." in told


def test_a_picture_is_found_without_reading_all_the_others_each_time(educator, draft):
    data = [RINGS.replace(b"</svg>", b"<g/>" * number + b"</svg>") for number in range(9)]
    for number, one in enumerate(data):
        save_file(by=educator, draft_id=draft.pk, path=f"images/p{number}.svg", data=one, version=0)
    token = preview_page.picture_token("sample")

    def fetch(one: bytes) -> tuple[bytes, int]:
        url = reverse("studio-shown", args=["sample", token, f"{hashlib.sha256(one).hexdigest()}.svg"])
        with CaptureQueriesContext(connection) as queries:
            return Client().get(url).content, len(queries)

    assert [fetch(one)[0] for one in data] == data
    assert {fetch(one)[1] for one in data} == {2}
    changed = data[0].replace(b"<g/>", b"") + b"<!-- new -->"
    save_file(by=educator, draft_id=draft.pk, path="images/p0.svg", data=changed, version=1)
    assert fetch(changed)[0] == changed
    assert Client().get(reverse("studio-shown", args=["sample", token, "0" * 64 + ".svg"])).status_code == 404
