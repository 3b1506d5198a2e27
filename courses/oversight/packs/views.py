"""The order page of inspection packs, their download, and the matrix as one printable PDF."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.operations import audit
from courses.oversight.packs import queries, services
from courses.oversight.packs.document import matrix_page
from courses.oversight.packs.forms import PackForm
from courses.oversight.packs.people import courses_known_on, members_known_on
from courses.oversight.packs.printing import printed
from courses.oversight.packs.scope import scope_of
from courses.oversight.packs.wanted import Wanted, paper_of
from courses.people.managed_views import managed_or_404
from courses.people.staff.frame import frame

PAPERS = {"a4": "a4", "letter": "us-letter"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def packs(request: HttpRequest, practice: str) -> HttpResponse:
    """Choose, look at what it would hold, order. A GET only counts; a POST orders."""
    found = managed_or_404(request, practice)
    today = timezone.localdate(timezone=found.zone)
    data = request.POST if request.method == "POST" else request.GET
    form = PackForm(data, practice=found, today=today)
    valid = form.is_valid()
    if request.method == "POST" and valid:
        _pack, new = services.order(practice=found, by=request.user, wanted=form.wanted())  # type: ignore[arg-type]
        if not new:  # that one is being made is said by the list itself, which follows it
            messages.info(request, _("No second pack was ordered while one was being made. Order it afterwards."))
        return redirect("practice-packs", found.slug)
    rows = queries.packs(found, timezone.now())
    context = {
        **frame(found, "practice-packs"),
        "form": form,
        "preview": queries.preview(found, form.wanted()) if valid else None,
        "rows": rows,
        "making": any(row.word == "making" for row in rows),
        "zone": found.timezone,
    }
    return render(request, "practice/packs/packs.html", context, status=200 if valid else 422)


@login_required
@require_POST
def again(request: HttpRequest, practice: str, pack: int) -> HttpResponse:
    """Make one that failed once more."""
    found = managed_or_404(request, practice)
    if not found.packs.filter(pk=pack).exists():  # type: ignore[attr-defined]
        raise Http404
    if not services.order_again(practice=found, pack_id=pack, by=request.user):  # type: ignore[arg-type]
        messages.info(request, _("Nothing was ordered: it had been made, or a pack was being made."))
    return redirect("practice-packs", found.slug)


@login_required
@require_GET
def pack_file(request: HttpRequest, practice: str, pack: int) -> HttpResponseBase:
    """The ZIP, sent in pieces; every download is noted. Gone after seven days."""
    found = managed_or_404(request, practice)
    row = queries.pack_to_download(found, pack, timezone.now())
    if row is None or not default_storage.exists(row.file):
        raise Http404
    services.note_download(practice=found, pack=row, by=request.user)  # type: ignore[arg-type]
    name = f"inspection-pack-{found.slug}-{Wanted.of(row.wanted).on.isoformat()}.zip"
    response = FileResponse(
        default_storage.open(row.file), as_attachment=True, filename=name, content_type="application/zip"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_GET
def matrix_pdf(request: HttpRequest, practice: str) -> HttpResponse:
    """The matrix of today on one landscape page where it fits. `?paper=a4` or `letter`; else that of the country."""
    found = managed_or_404(request, practice)
    today = timezone.localdate(timezone=found.zone)
    wanted = Wanted(
        on=today,
        since=today,
        courses=tuple(courses_known_on(found, today).values_list("slug", flat=True)),
        people=tuple(members_known_on(found, today).filter(ended=None).values_list("pk", flat=True)),
        paper=PAPERS.get(request.GET.get("paper", ""), paper_of(found)),
    )
    scope = scope_of(found, wanted, made_at=timezone.now(), made_by=request.user.display_name)  # type: ignore[union-attr]
    document = printed(matrix_page(scope), scope)
    audit.note(actor=request.user, action="matrix.exported", subject="PDF", practice_id=found.pk)
    response = HttpResponse(document.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="matrix-{found.slug}-{today.isoformat()}.pdf"'
    return response
