"""Requests to the studio's pages, as tests make them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from courses.authoring.models import Draft, DraftFile

UNIT = "01-first.md"


def edit(client: Client, path: str = UNIT, **query: str) -> HttpResponse:
    return client.get(reverse("studio-edit", args=["sample", path]), query)


def post(browser: Client, name: str, text: str = "", *, path: str = UNIT, version: int = 1, **fields: Any) -> Any:
    data = {"text": text, "version": version, **fields}
    return browser.post(reverse(name, args=["sample", path]), data)


def text_of(draft: Draft, path: str = UNIT) -> str:
    return bytes(DraftFile.objects.get(draft=draft, path=path).data).decode()
