"""The page a file would be for a learner, with the learner's own templates; forms can be read but send nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from courses.authoring.draft_checks import Looked
from courses.authoring.page_parts import CSRF_PLACEHOLDER, unit_parts
from courses.authoring.question_view import question_context
from courses.core import kinds
from courses.core.document import Key, Question, QuizView, UnitView
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
    course = found.compiled.course
    context: dict[str, Any] = {"path": path, "structure": course.structure if course else None}
    if course is not None:
        key = course.key
        unit = next((one for one in course.units if one["id"] == unit_id(found, path)), None)
        quiz = next((one for one in course.quizzes if one["id"] in _blocks(found, path) and not one["unit"]), None)
        if path == "course.md":
            context["welcome"] = mark_safe(course.structure["welcome"])
        elif path == "glossary.md":
            context["terms"] = course.structure["glossary"]
        elif unit is not None:
            context |= _unit(unit, found.folder.name, key, wanted)
        elif quiz is not None:
            context |= _quiz(quiz, found.folder.name, key, wanted)
    return pictures_shown(render_to_string("studio/preview_body.html", context), found.folder.name)


def unit_id(found: Looked, path: str) -> str:
    text = found.folder.files.get(path, b"")[:4000].decode("utf-8", "replace")
    named = re.search(r"^id:[ \t]*([a-z0-9-]+)", text.split("\n---", 1)[0], re.MULTILINE)
    return named.group(1) if named else re.sub(r"^[0-9]+-|\.md$", "", path)


def _blocks(found: Looked, path: str) -> list[str]:
    text = found.folder.files.get(path, b"").decode("utf-8", "replace")
    return re.findall(r"^#{2,6} [^`\n]+`([a-z0-9-]+)`", text, re.MULTILINE)


def _unit(unit: UnitView, slug: str, key: Mapping[str, Key], wanted: Wishes) -> dict[str, Any]:
    questions = {
        block["question"]["id"]: block["question"]
        for step in unit["steps"]
        for block in step["blocks"]
        if block["type"] == "question"
    }
    pieces: list[str] = []
    for step in unit_parts(unit, course=slug):
        for block in step["blocks"]:
            if "question" in block:
                pieces.append(_question(questions[block["question"]], block["html"], slug, key, wanted))
            elif "quiz" in block:
                pieces.append(render_to_string("studio/preview_quiz_link.html", {"quiz": block["quiz"]}))
            else:
                pieces.append(block["html"])
    return {"unit": unit, "text": mark_safe("".join(pieces)), "hidden": not _meant_for(unit, wanted)}


def _question(question: Question, html: str, slug: str, key: Mapping[str, Key], wanted: Wishes) -> str:
    """One question as a learner of this role meets it; "" when it is not for them."""
    if not _meant_for(question, wanted):
        return ""
    if wanted.answers and question["id"] in key:
        return answered(question, key[question["id"]], slug)
    return as_it_is(html)


def _quiz(quiz: QuizView, slug: str, key: Mapping[str, Key], wanted: Wishes) -> dict[str, Any]:
    sections = [
        {
            "draw": section["draw"],
            "questions": [
                mark_safe(_question(question, _graded(question, slug), slug, key, wanted))
                for question in section["questions"]
                if _meant_for(question, wanted)
            ],
        }
        for section in quiz["sections"]
    ]
    return {"quiz": quiz, "intro": mark_safe(quiz["intro"]), "sections": sections}


def _graded(question: Question, slug: str) -> str:
    q = question_context(question, course=slug, mode="graded")
    return f"<form>{render_to_string('parts/questions/graded.html', {'q': q})}</form>"


def answered(question: Question, key: Key, slug: str) -> str:
    """A question with its key: what is right, the feedback of every option, the explanation."""
    right = list(key.get("right", []))
    q = question_context(
        question,
        course=slug,
        chosen=right,
        result={"verdict": "right", "correct": True, "right": right, "feedback": [], "answer": "", "explanation": ""},
    )
    names = {option["id"]: option["html"] for option in question.get("options", [])}
    feedback = [(mark_safe(names.get(one, "")), mark_safe(html)) for one, html in key.get("feedback", {}).items()]
    context = {
        "q": q,
        "right": [mark_safe(one) for one in kinds.right_html(question, key)],
        "feedback": feedback,
        "values": [
            (one.get("text") or f"{one.get('low')} – {one.get('high')}", one["right"], mark_safe(one["feedback"]))
            for one in (*key.get("answers", []), *key.get("ranges", []))
        ],
        "explanation": mark_safe(key["explanation"]),
        "model_answer": mark_safe(key.get("model_answer", "")),
    }
    return as_it_is(render_to_string("studio/preview_answer.html", context))


def as_it_is(html: str) -> str:
    """Forms that can be read and pressed by nobody."""
    closed = _FORM.sub('<form><fieldset class="asis" disabled>', html).replace("</form>", "</fieldset></form>")
    return closed.replace(CSRF_PLACEHOLDER, "")


def _meant_for(part: Mapping[str, Any], wanted: Wishes) -> bool:
    """As courses.core.quiz and the unit reader decide it."""
    roles, place = part.get("audience"), part.get("region", "any")
    seen = not wanted.region or wanted.region == "any" or place in ("any", wanted.region)
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
    return signing.dumps([slug, hour], salt=PICTURE_SALT)


def may_see_pictures(token: str, slug: str) -> bool:
    try:
        named, hour = signing.loads(token, salt=PICTURE_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return bool(named == slug and 0 <= timezone.now().timestamp() // 3600 - hour <= PICTURE_HOURS)


def shell(path: str, html: str) -> dict[str, Any]:
    """Context of the page that holds the preview, in the frame or by itself."""
    return {"path": path, "body": SafeString(html)}
