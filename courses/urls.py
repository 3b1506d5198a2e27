"""Every address of the site. Addresses live for years in QR codes and mails: they are added, not changed."""

from __future__ import annotations

from django.urls import include, path

from courses.authoring import urls as authoring
from courses.certificates import review_urls as practice_reviews
from courses.certificates import urls as certificates
from courses.learning import urls as learning
from courses.operations import urls as operations
from courses.oversight import urls as oversight
from courses.oversight.figures import urls as figures
from courses.oversight.log import urls as log
from courses.oversight.packs import urls as packs
from courses.oversight.reminders import urls as reminders
from courses.oversight.tools import urls as tools
from courses.people import urls as people
from courses.people.joining import urls as joining
from courses.people.staff import urls as staff
from courses.training import urls as training
from courses.training.assigning import urls as assigning
from courses.training.policies import urls as policies

urlpatterns = [
    *operations.urlpatterns,
    *people.urlpatterns,
    *joining.urlpatterns,
    *staff.urlpatterns,
    *authoring.urlpatterns,
    *learning.urlpatterns,
    *certificates.urlpatterns,
    *training.urlpatterns,
    *assigning.urlpatterns,
    *policies.urlpatterns,
    *practice_reviews.urlpatterns,
    *oversight.urlpatterns,
    *reminders.urlpatterns,
    *tools.urlpatterns,
    *log.urlpatterns,
    *figures.urlpatterns,
    *packs.urlpatterns,
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("accounts/", include("allauth.account.urls")),
]

handler400 = "courses.operations.views.bad_request"
handler403 = "courses.operations.views.forbidden"
handler404 = "courses.operations.views.not_found"
handler500 = "courses.operations.views.server_error"
