from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from courses.operations.mail_text import render_message

pytestmark = pytest.mark.web
FOLDER = Path(settings.BASE_DIR) / "courses/templates/email"
ELSEWHERE = ("base", "notice", "due", "overdue_people")  # the last two are composed: tests/oversight/reminders
NAMES = sorted(
    path.stem for path in FOLDER.glob("*.txt") if path.stem not in ELSEWHERE and "certificate" not in path.stem
)
CONTEXT = {
    "code": "482913",
    "password_reset_url": "https://second-look.example/accounts/password/reset/key/1-a/",
    "from_email": "old@surgery.example",
    "to_email": "<b>new</b>@surgery.example",
    "deleted_email": "new@surgery.example",
    "timestamp": timezone.now(),
    "ip": "192.0.2.1",
    "title": "Reading AI summaries",
    "course": "Reading AI summaries",
    "by": "Dr Ravi Menon",
    "url": "https://second-look.example/studio/reading-summaries/",
}


def test_there_is_a_message_for_all_that_happens():
    assert len(NAMES) >= 11


@pytest.mark.parametrize("name", NAMES)
def test_each_message_has_a_subject_a_text_and_a_simple_page_with_the_same_links(name):
    message = render_message(name, CONTEXT)
    assert 10 < len(message.subject) < 80
    assert "\n" not in message.subject
    assert "{" not in message.text
    assert not re.search(r"<img|<script|<link|src=", message.html)
    links = set(re.findall(r"https?://[^\s<\"]+", message.text))
    assert links == set(re.findall(r"https?://[^\s<\"]+", message.html))
    assert len(links) <= 1
    assert message.html.count("<a ") == len(links)


def test_html_escapes_what_people_typed_and_text_does_not():
    message = render_message("email_changed", CONTEXT)
    assert "<b>new</b>@surgery.example" in message.text
    assert "<b>" not in message.html
    assert "&lt;b&gt;new" in message.html


def test_a_template_without_a_subject_is_refused(tmp_path, settings):
    (tmp_path / "email").mkdir()
    for ending in ("txt", "html"):
        (tmp_path / "email" / f"bare.{ending}").write_text("Hello", encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    with pytest.raises(ValueError, match="subject"):
        render_message("bare", {})
