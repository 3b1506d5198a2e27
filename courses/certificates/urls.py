from __future__ import annotations

from django.urls import path

from courses.certificates import views

urlpatterns = [
    path("courses/<slug:course>/certificate/", views.course_certificate, name="course-certificate"),
    path("certificates/<str:code>.pdf", views.certificate_pdf, name="certificate-pdf"),
    path("certificates/<str:code>/reissue/", views.certificate_reissue, name="certificate-reissue"),
    path("certificates/<str:code>/", views.certificate, name="certificate"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify-code"),
]
