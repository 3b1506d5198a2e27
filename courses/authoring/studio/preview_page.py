"""The page a file would be for a learner, with the learner's own templates; forms can be read but send nothing.

What blocks publishing stands in the page as a box where it belongs, so that the rest can still be seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from courses.authoring.draft_checks import Looked
from courses.authoring.lab_answers import answers_context
from courses.authoring.page_parts import CSRF_PLACEHOLDER, exercise_form, lab_text
from courses.authoring.question_view import question_context
from courses.authoring.studio.preview_answers import answered
from courses.core.document import Question
from courses.core.previewed import Piece, PreviewPage, PreviewStep
from courses.people.models import JobRole, Region

PICTURE_SALT = "studio-picture"
PICTURE_HOURS = 12  # how long an address of a draft's picture works
_FORM = re.compile(r"<form\b[^>]*>")
_MEDIA = re.compile(r"/media/([0-9a-f]{64}\.(?:svg|png|jpg|webp))")


@dataclass(frozen=True, slots=True)
class Wishes:
    """For whom the page is shown: "" is everybody. `answers` shows the key as the result page does."""

    role: str = ""
    region: str = ""
    answers: bool = False


def wishes(data: Mapping[str, Any]) -> Wishes:
    role, region = str(data.get("role", "")), str(data.get("region", ""))
    return Wishes(
        role if role in JobRole.values else "", region if region in Region.values else "", data.get("answers") == "1"
    )


def page_of(found: Looked, path: str, wanted: Wishes) -> str:
    """HTML of the page's content. Where there is none, a sentence says why."""
    page = found.page
    context: dict[str, Any] = {"path": path, "page": page}
    if page is not None:
        context["steps"] = [mark_safe("".join(_step(step, page, found, wanted))) for step in page["steps"]]
        context["hidden"] = page["kind"] in ("unit", "assessment") and not _meant_for(page, wanted)
    return pictures_shown(render_to_string("studio/preview_body.html", context), found.folder.name)


def _step(step: PreviewStep, page: PreviewPage, found: Looked, wanted: Wishes) -> Iterator[str]:
    yield format_html('<section class="step flow" id="{}">', step["id"])
    if step["title"]:
        yield format_html("<h2>{}</h2>", step["title"])
    yield '<div class="read flow">'
    for piece in step["pieces"]:
        html = _piece(piece, step, page, found, wanted)
        if html or piece["problems"]:
            yield from _placed(piece, _broken(piece) + html)
    yield "</div></section>"


def _placed(piece: Piece, html: str) -> Iterator[str]:
    """The lines it stands on, so that a click finds them; paragraphs of prose tell theirs themselves."""
    is_prose = piece["block"] is not None and piece["block"]["type"] == "prose" and not piece["problems"]
    if is_prose:
        yield html
        return
    first, last = piece["lines"][0], piece["lines"][-1]
    yield format_html('<div class="piece" data-line="{}-{}">', first, last)
    yield html + "</div>"


def _piece(piece: Piece, step: PreviewStep, page: PreviewPage, found: Looked, wanted: Wishes) -> str:
    block, slug = piece["block"], found.folder.name
    if "pool" in piece:
        words = piece.get("pool_for", {}).get(wanted.role, piece["pool"])
        return render_to_string("studio/preview_pool.html", {"words": words})
    if block is None:
        return ""
    if block["type"] == "question":
        return _question(block["question"], slug, found, wanted, graded=page["kind"] in ("assessment", "pool"))
    if block["type"] == "lab":
        key = found.lab_key.get(block["lab"]["id"])
        if wanted.answers and key is not None:
            told = answers_context(block["lab"], key, course=slug)
            return as_it_is(render_to_string("studio/preview_lab.html", {"lab": told}))
        return as_it_is(lab_text(block["lab"], course=slug, heading=True))
    return block["html"] if block["type"] == "prose" else ""


def _broken(piece: Piece) -> str:
    """What blocks this part of the page, in words. Nothing while nothing does."""
    if not piece["problems"]:
        return ""
    return render_to_string("studio/preview_broken.html", {"problems": piece["problems"], "shown": piece["block"]})


def _question(question: Question, slug: str, found: Looked, wanted: Wishes, *, graded: bool) -> str:
    """One question as a learner of this role meets it; "" when it is not for them."""
    if not _meant_for(question, wanted, graded=graded):
        return ""
    key = found.key.get(question["id"])
    if wanted.answers and key is not None:
        return as_it_is(answered(question, key, slug))
    if graded:
        q = question_context(question, course=slug, mode="graded")
        return as_it_is(f"<form>{render_to_string('parts/questions/graded.html', {'q': q})}</form>")
    return as_it_is(exercise_form(question, course=slug, never=key.get("order", ()) if key else ()))


def as_it_is(html: str) -> str:
    """Forms that can be read and pressed by nobody."""
    closed = _FORM.sub('<form><fieldset class="asis" disabled>', html).replace("</form>", "</fieldset></form>")
    return closed.replace(CSRF_PLACEHOLDER, "")


def _meant_for(part: Mapping[str, Any], wanted: Wishes, *, graded: bool = False) -> bool:
    """As courses.core.quiz and the unit reader decide it: who works in none of the regions may read what is for all of
    them, and is examined on none.
    """
    roles, place = part.get("audience"), part.get("region", "any")
    elsewhere = wanted.region == "any" and not graded
    seen = not wanted.region or elsewhere or place in ("any", wanted.region)
    return seen and (not wanted.role or not roles or wanted.role in roles)


def pictures_shown(html: str, slug: str) -> str:
    """Pictures are not published yet: their addresses lead to the draft for some hours, without a session.

    The frame is sandboxed, so a browser sends no cookies with what it loads.
    """
    token = picture_token(slug)

    def address(found: re.Match[str]) -> str:
        return reverse("studio-shown", args=[slug, token, found.group(1)])

    return _MEDIA.sub(address, html)


def picture_token(slug: str) -> str:
    """The same for an hour, so that a browser keeps the pictures while somebody types."""
    hour = int(timezone.now().timestamp() // 3600)
    return signing.Signer(salt=PICTURE_SALT).sign_object([slug, hour])


def may_see_pictures(token: str, slug: str) -> bool:
    try:
        named, hour = signing.Signer(salt=PICTURE_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return bool(named == slug and 0 <= timezone.now().timestamp() // 3600 - hour <= PICTURE_HOURS)


def shell(path: str, html: str) -> dict[str, Any]:
    """Context of the page that holds the preview, in the frame or by itself."""
    return {"path": path, "body": SafeString(html)}
