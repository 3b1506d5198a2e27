"""How the questions of a course are answered: the list, and the page of one question. For its editors."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.authoring.models import Course
from courses.core.measures.small_groups import FEW_TO_TRUST, LEAST_GROUP, LEAST_TO_JUDGE
from courses.oversight import item_labs, item_pages, item_queries, item_question
from courses.oversight.item_queries import Book
from courses.people.models import User

LIMITS = {"least": LEAST_TO_JUDGE, "group": LEAST_GROUP, "steady": FEW_TO_TRUST}


@require_safe
def studio_items(request: HttpRequest, course: str) -> HttpResponse:
    """Every question with its figures. The address chooses releases (from, to) and order (sort, order)."""
    try:
        found = item_queries.items(
            _person(request), course, first=_number(request, "from"), last=_number(request, "to")
        )
    except Course.DoesNotExist as error:
        raise Http404 from error
    by = item_pages.order(request.GET.get("sort", ""), request.GET.get("order", ""))
    narrowed = (found.first, found.last) != (found.book.oldest, found.book.newest)
    choice = {"from": str(found.first), "to": str(found.last)} if narrowed else {}
    context = {
        "slug": course,
        "found": found,
        "rows": item_pages.in_order(found.rows, by),
        "gone": item_pages.in_order(found.gone, by),
        "columns": item_pages.columns(by, choice),
        "by": by,
        "narrowed": narrowed,
        "figure": item_pages.overview(found),
        "labs": item_labs.lab_tables(found.book),
        "limits": LIMITS,
        "crumbs": [*_crumbs(found.book), (_("Questions"), "")],
    }
    return render(request, "oversight/items.html", context)


@require_safe
def studio_item(request: HttpRequest, course: str, question: str) -> HttpResponse:
    """One question: figures, answers given, history. `since` in the address chooses an earlier meaning of it."""
    try:
        found = item_question.item(_person(request), course, question, chapter=_number(request, "since"))
    except (Course.DoesNotExist, item_question.NoQuestion) as error:
        raise Http404 from error
    list_url = reverse("studio-items", args=[course])
    context = {
        "slug": course,
        "item": found,
        "row": found.row,
        "figure": item_pages.answers(found),
        "limits": LIMITS,
        "crumbs": [*_crumbs(found.book), (_("Questions"), list_url), (found.row.name, "")],
    }
    return render(request, "oversight/item.html", context)


def _person(request: HttpRequest) -> User:
    if isinstance(request.user, AnonymousUser):
        raise Http404
    return request.user


def _number(request: HttpRequest, name: str) -> int | None:
    """A whole number of the address; anything else counts as not given."""
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else None


def _crumbs(book: Book) -> list[tuple[str, str]]:
    return [(_("Studio"), reverse("studio")), (book.title, reverse("studio-course", args=[book.course.slug]))]
