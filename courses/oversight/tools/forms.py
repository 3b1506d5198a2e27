"""One entry of the register, in sections; and the day on which a tool was used last."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from courses.oversight.tools.models import AiTool
from courses.oversight.tools.words import KINDS, LABELS, STATUSES
from courses.people.models import JobRole, Membership, Practice

SECTIONS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("what", _("What it is"), ("name", "maker", "kind", "purpose")),
    ("who", _("Who uses it"), ("roles",)),
    ("decision", _("Decision"), ("status", "conditions", "responsible", "responsible_name", "review_on")),
    ("agreements", _("Agreements"), ("contract", "dpia_on")),
    ("safety", _("Safety"), ("safety_officer", "hazard_log", "incident_contact")),
    ("patients", _("Patients"), ("patient_notice",)),
)
FIELDS = tuple(name for _id, _title, names in SECTIONS for name in names)


def day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class Colleagues(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        name = obj.user.display_name
        return name if obj.ended is None else str(_("%(name)s (has left)") % {"name": name})


class ToolForm(forms.ModelForm):
    """An entry. `version` is the one the person was shown; a new entry has none."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    kind = forms.ChoiceField(
        label=LABELS["kind"],
        choices=[("", _("Choose"))] + [(k, v) for k, v in KINDS.items()],
        error_messages={"required": _("Choose what kind of tool it is.")},
    )
    roles = forms.MultipleChoiceField(
        label=LABELS["roles"],
        choices=JobRole.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Roles that work with it. Which courses suit a role follows from this."),
    )
    status = forms.ChoiceField(
        label=LABELS["status"], choices=list(STATUSES.items()), widget=forms.RadioSelect, initial="considered"
    )
    responsible = Colleagues(
        label=LABELS["responsible"],
        queryset=Membership.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("The one person whom colleagues ask, and who decides with you when it must stop."),
    )
    hazard_log = forms.CharField(
        label=LABELS["hazard_log"],
        max_length=500,
        required=False,
        validators=[URLValidator(schemes=["https"], message=_("Give a whole address that begins with https://."))],
        help_text=_("Where the list of known risks and what is done about them is kept: an address with https://."),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    dpia_on = day(
        label=LABELS["dpia_on"],
        required=False,
        help_text=_(
            "Under UK and EU GDPR, AI that works on patients’ data usually needs one (DPIA). Elsewhere leave it empty, "
            "or give the day of your own privacy review."
        ),
    )
    review_on = day(
        label=LABELS["review_on"], required=False, help_text=_("Tools and their terms change. Once a year is common.")
    )

    class Meta:
        model = AiTool
        fields = FIELDS
        labels = LABELS
        error_messages = {
            "name": {"required": _("Write the name of the tool.")},
            "purpose": {"required": _("Write what it is used for.")},
        }
        help_texts = {
            "name": _("As your team calls it."),
            "maker": _("The company that supplies it."),
            "purpose": _("One or two sentences: what it does here, and who checks what it says."),
            "conditions": _("Needed when it is approved with conditions. For example: not for children under five."),
            "contract": _(
                "Which papers there are and where they lie. With a supplier that handles patients’ data: in the UK and "
                "EU a data processing agreement, in the US a business associate agreement (BAA, HIPAA)."
            ),
            "safety_officer": _(
                "In England, DCB0129 (maker) and DCB0160 (practice) ask for a clinical safety officer, and DTAC asks "
                "the maker for the evidence. Elsewhere: the clinician who looks after its safety."
            ),
            "incident_contact": _("A name and a phone number or address that somebody at the desk can use at once."),
            "patient_notice": _("The words on your notice, website or at the desk."),
        }
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "conditions": forms.Textarea(attrs={"rows": 3}),
            "patient_notice": forms.Textarea(attrs={"rows": 5, "maxlength": 4000}),
        }

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Q(ended=None) | Q(pk=self.instance.responsible_id)
        colleagues = Membership.objects.filter(people, practice=practice).select_related("user")
        self.fields["responsible"].queryset = colleagues.order_by("user__display_name", "pk")  # type: ignore[attr-defined]
        self.initial.setdefault("version", self.instance.version if self.instance.pk else None)

    def clean_patient_notice(self) -> str:
        text = str(self.cleaned_data["patient_notice"])
        if len(text) > 4000:
            raise forms.ValidationError(_("Use at most 4,000 characters."))
        return text

    def clean_roles(self) -> list[str]:
        """In the order of the list, so that the same choice is always the same value."""
        return [value for value in JobRole.values if value in self.cleaned_data["roles"]]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("status") == AiTool.Status.CONDITIONAL and not values.get("conditions"):
            self.add_error("conditions", _("Say under which conditions it may be used."))
        if values.get("responsible") and values.get("responsible_name"):
            self.add_error("responsible_name", _("Choose somebody from the list or write a name, not both."))
        return values

    def values(self) -> dict[str, Any]:
        """What the services keep."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    def sections(self) -> list[tuple[str, Any, list[BoundField]]]:
        return [(name, title, [self[field] for field in fields]) for name, title, fields in SECTIONS]


class EndForm(forms.Form):
    """The last day on which a tool was used. `today` is the practice's."""

    ended_on = day(label=_("Last day on which it was used"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"ended_on": today}, **kwargs)
        self.today = today

    def clean_ended_on(self) -> date:
        given: date = self.cleaned_data["ended_on"]
        if given > self.today:
            raise forms.ValidationError(_("Give today or an earlier day."))
        return given
