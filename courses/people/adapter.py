"""Where allauth meets this site: accounts in one transaction, mail through the outbox, redirects to our own host."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.core import context as current
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.operations import mail
from courses.operations.mail_text import render_message
from courses.people import confirmation, queries, services, sessions


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("The email address or the password is not right."),
        "too_many_login_attempts": gettext_lazy(
            "There were too many tries. Wait five minutes, or use a code that we send you by email."
        ),
        "incorrect_code": gettext_lazy("This is not the code we sent. Check the newest message."),
        "incorrect_password": gettext_lazy("The password is not right."),
        "enter_current_password": gettext_lazy("The current password is not right."),
        "duplicate_email": gettext_lazy("This is the address you have now."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the message into the ledger; a worker sends it. Nothing is sent inside the request."""
        message = render_message(template_prefix.rpartition("/")[2], {**context, "email": email})
        person = context.get("user")
        mail.queue(
            to=email,
            purpose=template_prefix,
            key=uuid.uuid4().hex,
            message=message,
            person_id=person.pk if person is not None else None,
        )

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC, signup: bool
    ) -> None:
        """A code; or, when another account holds the address, a word to its owner. The page is the same for both."""
        address = emailconfirmation.email_address
        code = confirmation.new_code(request, email=address.email)
        if queries.is_taken(address.email, by_other_than=address.user):
            self.send_account_already_exists_mail(address.email)
            return
        name = "email_confirmation_signup" if signup else "email_confirmation"
        self.send_mail(f"account/email/{name}", address.email, {"user": address.user, "code": code})

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Mark an address as confirmed, make it the person's own and say so, in one transaction.

        Whoever proves the mailbox from outside (by signing in with a code) may not be who opened the account: password
        and other sessions, which are older than the proof, then end.
        """
        person = email_address.user
        outside = not (request.user.is_authenticated and request.user.pk == person.pk)
        had_password = person.has_usable_password()
        try:
            with transaction.atomic():
                if not queries.is_taken(email_address.email, by_other_than=person):
                    services.release_address(email=email_address.email, to=person)
                done = super().confirm_email(request, email_address)
                if done:
                    services.note_confirmed(person=person, email=email_address.email)
                    if outside:
                        services.drop_password(person=person)
        except IntegrityError:  # another account confirmed it in the same moment
            return False
        if done and outside and had_password:
            self.add_message(
                request,
                messages.WARNING,
                message=_(
                    "To be safe, your password was removed and you were signed out on other devices, because the "
                    "address had not been confirmed until now. You can set a new password in your account."
                ),
            )
        return done

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        sessions.begin(request, shared=bool(request.POST.get("shared")))
        return super().post_login(request, user, **kwargs)

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses of the host that was asked for; allauth would also allow the others of ALLOWED_HOSTS."""
        request = current.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """From the public address, never from the Host header of whoever asked."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("account")
