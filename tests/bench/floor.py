"""The floor: what any page costs at least. Session, user, one query, a small template that extends base."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from courses.authoring.models import Course
from courses.urls import urlpatterns as site_patterns

TEMPLATE = """{% extends "base.html" %}{% block title %}Floor{% endblock %}
{% block content %}<div class="head"><h1>Floor</h1></div>
<ul class="rows">{% for course in courses %}<li>{{ course }}</li>{% endfor %}</ul>{% endblock %}"""
template = engines["django"].from_string(TEMPLATE)


def floor(request: HttpRequest) -> HttpResponse:
    return HttpResponse(template.render({"courses": list(Course.objects.order_by("slug")[:10])}, request))


urlpatterns = [path("floor/", floor, name="floor"), *site_patterns]
