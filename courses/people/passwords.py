"""A password rule of our own, beside Django's."""

from __future__ import annotations

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Words that people of a surgery reach for first when this site asks for a password.
SITE_WORDS: Final = ("secondlook", "practice", "surgery", "training", "password")
LEAST_REST: Final = 6


class NotOurWords:
    """Refuses a password that is one of the site's own words with little around it ("SecondLook2026!")."""

    def validate(self, password: str, user: object | None = None) -> None:  # noqa: ARG002
        letters = re.sub(r"[^a-z0-9]", "", password.lower())
        for word in SITE_WORDS:
            if word in letters and len(letters) - len(word) < LEAST_REST:
                raise ValidationError(
                    _("This password is built on a word that is easy to guess here. Add more words."), code="site_word"
                )

    def get_help_text(self) -> str:
        return _("Not the name of this site or your practice.")
