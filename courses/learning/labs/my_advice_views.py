"""The private page How I use AI advice, and deleting what it shows. Nobody but its owner has an address for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.learning.labs.my_advice import delete_all, page_of


@require_safe
def my_ai_advice(request: HttpRequest) -> HttpResponse:
    """What the person's own runs came to, over time."""
    return render(request, "learning/my_advice.html", {"page": page_of(request.user), "crumbs": _crumbs()})


@require_http_methods(["GET", "HEAD", "POST"])
def my_ai_advice_delete(request: HttpRequest) -> HttpResponse:
    """Ask whether to delete it all; POST does, at once."""
    if request.method != "POST":
        crumbs = [*_crumbs(), (_("How I use AI advice"), reverse("my-ai-advice"))]
        return render(request, "learning/my_advice_delete.html", {"page": page_of(request.user), "crumbs": crumbs})
    try:
        delete_all(person=request.user)
    except OSError:
        messages.error(request, _("Nothing was deleted: a file on the server cannot be written. Try again later."))
        return redirect("my-ai-advice-delete")
    messages.success(request, _("Deleted. What you have completed stays completed."))
    return redirect("my-ai-advice")


def _crumbs() -> list[tuple[str, str]]:
    return [(_("My learning"), reverse("my-learning"))]
