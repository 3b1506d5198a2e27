"""Dates that a release stores as text, shown as people write them."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html

register = template.Library()


@register.filter
def day_in_words(text: str) -> str:
    """ "2026-06-22" as "22 June 2026" in a <time>; a text that is no such date stays as it is."""
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError):
        return text
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), date_format(day, "j F Y"))
