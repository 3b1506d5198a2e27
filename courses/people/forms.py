from __future__ import annotations

from django import forms
from django.http import HttpRequest

from courses.people.models import User


class SignupExtras(forms.Form):
    display_name = forms.CharField(max_length=120)

    def signup(self, request: HttpRequest, user: User) -> None:
        user.save()
