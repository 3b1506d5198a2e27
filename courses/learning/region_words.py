"""Regions as they are named in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NAMES = {"uk": gettext_lazy("the UK"), "us": gettext_lazy("the US"), "eu": gettext_lazy("the EU")}


def region_words(regions: Sequence[str]) -> str:
    """ "the UK, the US and the EU"; "" for none."""
    return get_text_list([str(NAMES[region]) for region in regions], _("and"))
