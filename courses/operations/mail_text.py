"""Mail as text and simple HTML, from templates under email/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from courses.operations.mail import Message


def render_message(template: str, context: Mapping[str, Any]) -> Message:
    """Render email/<template>.txt and email/<template>.html.

    The first line of the text is "Subject: …". Both extend email/base, and may use `product`, `site_url` (the public
    address, without a slash at its end) and what `context` brings. Raises ValueError when the subject is missing.
    """
    values = {"product": settings.PRODUCT_NAME, "site_url": settings.PUBLIC_URL, **context}
    first, _rest, text = render_to_string(f"email/{template}.txt", values).strip().partition("\n")
    label, _colon, subject = first.partition(":")
    if label != "Subject" or not subject.strip():
        raise ValueError(f"email/{template}.txt does not begin with a subject.")
    html = render_to_string(f"email/{template}.html", {**values, "subject": subject.strip()})
    return Message(subject=subject.strip(), text=text.strip() + "\n", html=html.strip() + "\n")
