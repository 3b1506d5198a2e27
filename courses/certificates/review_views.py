"""A practice's own clinical review of courses, for its managers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.certificates import practice_reviews
from courses.certificates.practice_reviews import CourseReview
from courses.certificates.review_forms import ReviewForm, WithdrawForm
from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff.frame import frame

TAB = "practice-reviews"


def crumbs(practice: Practice) -> list[tuple[str, str]]:
    return [(_("Clinical review"), reverse(TAB, args=[practice.slug]))]


@require_safe
def reviews(request: HttpRequest, practice: str) -> HttpResponse:
    """Every published course: who has reviewed it, for everybody and for this practice."""
    found = managed_or_404(request, practice)
    context = {**frame(found, TAB), "rows": practice_reviews.course_reviews(found)}
    return render(request, "practice/reviews/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, practice: str, course: str) -> HttpResponse:
    """Record the review of the newest version of a course, and see earlier ones."""
    found = managed_or_404(request, practice)
    row = practice_reviews.course_review(found, course)
    if row is None:
        raise Http404
    form = ReviewForm(
        request.POST or None,
        first=timezone.localdate(row.published_at, timezone=found.zone),
        last=timezone.localdate(timezone=found.zone),
        initial={"name": request.user.display_name},
    )
    if request.method == "POST" and form.is_valid() and record(request, found, row, form):
        messages.success(request, _("Recorded. Certificates issued from now on to your staff print it."))
        return redirect("practice-review", found.slug, course)
    context = {**frame(found, TAB), "crumbs": crumbs(found), "row": row, "form": form}
    return render(request, "practice/reviews/course.html", context, status=422 if form.errors else 200)


def record(request: HttpRequest, practice: Practice, row: CourseReview, form: ReviewForm) -> bool:
    """Whether it was recorded; else the form says why not."""
    data = form.cleaned_data
    values = {name: data[name] for name in ("name", "role", "reviewed_on", "note")}
    try:
        if request.POST.get("release") != str(row.release_id):  # the page showed an older one
            raise practice_reviews.NewerRelease
        practice_reviews.record_review(practice=practice, by=request.user, release_id=row.release_id, **values)
    except practice_reviews.NewerRelease:
        form.add_error(None, _("A newer version was published meanwhile. Please review that one."))
    except practice_reviews.ReviewedOtherwise:
        form.add_error(None, _("This version has a review already. Withdraw it before you record another."))
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
def review_withdraw(request: HttpRequest, practice: str, review: int) -> HttpResponse:
    """Take a review back, with a reason."""
    found = managed_or_404(request, practice)
    held = practice_reviews.own_review(found, review)
    if held is None:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        practice_reviews.withdraw_review(review=held, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Withdrawn. Certificates issued earlier stay as they are."))
        return redirect("practice-review", found.slug, held.release.course.slug)
    context = {**frame(found, TAB), "crumbs": crumbs(found), "review": held, "form": form}
    return render(request, "practice/reviews/withdraw.html", context, status=422 if form.errors else 200)
