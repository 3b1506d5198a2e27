"""The overview of a practice, and the files that hold the same."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.operations.tables import stream_csv
from courses.oversight.matrix import exports, pages, queries
from courses.oversight.matrix.filters import Filters
from courses.oversight.matrix.workbook import workbook
from courses.people.managed_views import managed_or_404
from courses.people.staff.frame import frame

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def practice(request: HttpRequest, practice: str) -> HttpResponse:
    """People × courses, state and date. A 404 for everybody but this practice's managers."""
    found = queries.matrix(request.user, practice, Filters.read(request.GET))
    if found is None:
        raise Http404
    context: dict[str, Any] = {**frame(found.practice, "practice"), **pages.overview(found)}
    return render(request, "practice/matrix/matrix.html", context)


@require_safe
def matrix_csv(request: HttpRequest, practice: str) -> HttpResponseBase:
    """What the page shows, all its pages, row by row."""
    export, name = _export(request, practice, "csv")
    rows = (row for part in (export.head, [export.columns], export.rows) for row in part)
    response = StreamingHttpResponse(stream_csv(rows), content_type="text/csv; charset=utf-8")
    return _as_file(response, name)


@require_safe
def matrix_xlsx(request: HttpRequest, practice: str) -> HttpResponseBase:
    """The same as a spreadsheet."""
    export, name = _export(request, practice, "xlsx")
    return _as_file(FileResponse(workbook(export, each=_each(request)), content_type=XLSX), name)


def _each(request: HttpRequest) -> bool:
    return request.GET.get("shape") == "long"


def _export(request: HttpRequest, slug: str, kind: str) -> tuple[exports.Export, str]:
    """The rows and the name of the file. That it was taken is noted, but for a look at the headers."""
    found = managed_or_404(request, slug)
    filters = Filters.read(request.GET)
    export = exports.export(found, filters, each=_each(request))
    if request.method == "GET":
        by: Any = request.user
        exports.note(practice=found, by=by, filters=filters, people=export.people, kind=kind)
    day = timezone.localdate(timezone=found.zone)
    return export, f"training-{found.slug}-{day.isoformat()}.{kind}"


def _as_file(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
