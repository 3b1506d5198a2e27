from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from courses.people.devices import device_name
from courses.people.models import Region
from courses.people.zones import DEFAULT_ZONE, GROUPS, zone_choices

pytestmark = pytest.mark.web


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/18 Safari/605", "Safari on Mac"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) CriOS/140.0 Safari/604.1", "Chrome on iPad"),
        ("curl/8", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_named_in_words(agent, words):
    assert device_name(agent) == words


def test_every_zone_on_offer_exists_and_is_offered_once():
    names = [name for _group, names in GROUPS for name in names]
    assert all(ZoneInfo(name) for name in names)
    assert len(names) == len(set(names))


def test_every_region_has_a_zone_that_is_on_offer():
    names = {name for _group, choices in zone_choices() for name, _label in choices}
    assert set(DEFAULT_ZONE) == set(Region.values)
    assert set(DEFAULT_ZONE.values()) <= names
