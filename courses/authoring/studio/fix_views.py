"""Repairs that are shown before they are made: one of them, or all that a machine can make."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.authoring.drafts import BadPath, DraftClash, DraftFull, PathTaken, put_files
from courses.authoring.models import Draft, DraftCopy, DraftFile
from courses.authoring.studio.comparing import count, side_by_side
from courses.authoring.studio.editor_views import refusal_in_words
from courses.authoring.studio.repairing import Mended, mend_all, mend_one
from courses.authoring.studio.views import author, draft_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def studio_fix(request: HttpRequest, course: str, path: str) -> HttpResponse:
    """One repair of one problem, named by its code and place. POST makes it."""
    draft = draft_or_404(request, course)
    place = (request.GET.get("code", ""), request.GET.get("line", ""), request.GET.get("column", ""))
    mended = mend_one(draft, path, *place)
    if mended is None and request.method != "POST":
        messages.info(request, _("This problem is not there any more."))
        return redirect("studio-edit", course, path)
    return _shown_or_made(request, draft, mended, back=path)


@require_http_methods(["GET", "HEAD", "POST"])
def studio_fix_all(request: HttpRequest, course: str) -> HttpResponse:
    """Every repair that a machine can make, in all files. POST makes them; the old texts are kept."""
    draft = draft_or_404(request, course)
    mended = mend_all(draft)
    back = request.GET.get("back", "").replace("\0", "")
    back = back if DraftFile.objects.filter(draft=draft, path=back).exists() else "course.md"
    if mended is None:
        messages.info(request, _("There is nothing a machine can fix."))
        return redirect("studio-edit", course, back)
    return _shown_or_made(request, draft, mended, back=back)


def _shown_or_made(request: HttpRequest, draft: Draft, mended: Mended | None, *, back: str) -> HttpResponse:
    slug = draft.course.slug
    if request.method == "POST":
        return _make(request, draft, mended, back=back)
    if mended is None:
        raise Http404
    context = {
        "draft": draft,
        "slug": slug,
        "problem": mended.problem,
        "repairs": mended.repairs,
        "files": [_file(mended, path) for path in sorted(mended.changed)],
        "revision": draft.revision,
        "back": reverse("studio-edit", args=[slug, back]) + "?pane=problems",
        "crumbs": [
            (_("Studio"), reverse("studio")),
            (draft.title, reverse("studio-course", args=[slug])),
            (back, reverse("studio-edit", args=[slug, back])),
        ],
    }
    return render(request, "studio/fix.html", context)


def _file(mended: Mended, path: str) -> dict[str, object]:
    before, after = mended.before.get(path), mended.changed[path]
    rows = [] if _is_picture(path) else side_by_side(_words(before), _words(after))
    return {
        "path": path,
        "rows": rows,
        "places": count(rows),
        "was": mended.renamed.get(path, ""),
        "gone": after is None,
        "size": len(after or b""),
        "old_size": len(before or b""),
        "is_picture": _is_picture(path),
    }


def _is_picture(path: str) -> bool:
    return path.startswith("images/")


def _words(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace").replace("\r\n", "\n")


def _make(request: HttpRequest, draft: Draft, mended: Mended | None, *, back: str) -> HttpResponse:
    """Only what was shown is stored: another revision of the draft shows the page again."""
    slug, revision = draft.course.slug, request.POST.get("revision", "")
    if mended is None or revision != str(draft.revision):
        messages.warning(request, _("The text has changed since. Look again."))
        return redirect(request.get_full_path() if mended else reverse("studio-edit", args=[slug, back]))
    try:
        outcome = put_files(
            by=author(request),
            draft_id=draft.pk,
            files=mended.changed,
            reason=DraftCopy.Reason.FIXED,
            revision=draft.revision,
        )
    except (BadPath, DraftFull, PathTaken) as refusal:
        messages.error(request, refusal_in_words(refusal))
        return redirect("studio-edit", slug, back)
    if isinstance(outcome, DraftClash):
        messages.warning(request, _("The text has changed since. Look again."))
        return redirect(request.get_full_path())
    words = ngettext("%(n)s problem fixed.", "%(n)s problems fixed.", mended.repairs) % {"n": mended.repairs}
    messages.success(request, f"{words} {_('The texts before are kept under Earlier texts.')}")
    there = next((new for new, old in mended.renamed.items() if old == back), back)
    return redirect(reverse("studio-edit", args=[slug, there]) + "?pane=problems")
