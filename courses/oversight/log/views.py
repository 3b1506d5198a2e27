"""A practice's log, for its managers: who did what, when. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.operations.tables import stream_csv
from courses.oversight.log import queries
from courses.oversight.log.forms import LogForm
from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff.frame import frame


@login_required
@require_safe
def log(request: HttpRequest, practice: str) -> HttpResponse:
    """Newest first, fifty a page; who, what and when to look for stand in the address."""
    found = managed_or_404(request, practice)
    form = LogForm(request.GET, actors=queries.actors(found))
    context = {**frame(found, "practice-log"), "form": form, "zone": str(timezone.get_current_timezone())}
    if not form.is_valid():
        return render(request, "practice/log/log.html", context, status=422)
    before = form.cleaned_data["before"]
    page = queries.page(found, form.choice(), timezone.get_current_timezone(), before)
    query = form.query()
    context |= {
        "page": page,
        "chosen": bool(query),
        "newest": f"?{urlencode(query)}" if before else "",
        "older": f"?{urlencode({**query, 'before': page.older})}" if page.older else "",
        "query": urlencode(query),
    }
    return render(request, "practice/log/log.html", context)


@login_required
@require_safe
def log_csv(request: HttpRequest, practice: str) -> HttpResponseBase:
    """The same entries as a table, sent as they are read."""
    found = managed_or_404(request, practice)
    form = LogForm(request.GET, actors=queries.actors(found))
    if not form.is_valid():
        raise Http404
    rows = _table(found, form, timezone.get_current_timezone())
    response = StreamingHttpResponse(stream_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="log-{found.slug}.csv"'
    return response


def _table(practice: Practice, form: LogForm, zone: tzinfo) -> Iterator[Sequence[object]]:
    yield [_("Log"), practice.name]
    yield [_("Made on"), timezone.now().astimezone(zone).strftime("%Y-%m-%d %H:%M"), str(zone)]
    yield [_("Filter"), *(f"{name}: {value}" for name, value in form.query().items())]
    yield []
    yield [_("When"), _("Who"), _("What")]
    for entry in queries.everything(practice, form.choice(), zone):
        yield [entry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"), entry.who, entry.words]
