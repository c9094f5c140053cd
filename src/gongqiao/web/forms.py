"""Form fields and the base of all forms: a key for doing it once, errors in words next to their field."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from gongqiao.kernel.base.errors import GongqiaoError, Invalid
from gongqiao.kernel.base.ids import MAX_ID
from gongqiao.kernel.base.masking import is_phone, tidy_phone
from gongqiao.kernel.base.money import fen_of
from gongqiao.kernel.calendar.queries import CITY_TIME
from gongqiao.kernel.documents.drawings import MOST_DRAWING_CHARACTERS, drawing


class Form(forms.Form):
    """A form that is carried out once under the key it was shown with.

    ``refusal`` is what an action said against it; errors of an action stand next to their fields.
    """

    once = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MAX_ID, required=False)

    def __init__(self, *args: Any, once_key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = once_key or uuid.uuid4().hex
        self.refusal: GongqiaoError | None = None

    def take(self, refused: GongqiaoError) -> None:
        """Show what an action said: field by field where it named fields."""
        unplaced = [text for name, texts in refused.fields.items() if name not in self.fields for text in texts]
        for name, texts in refused.fields.items():
            if name in self.fields:
                for text in texts:
                    self.add_error(name, text)
        if unplaced or not refused.fields:
            self.refusal = refused
            for text in unplaced:
                self.add_error(None, text)

    def shown_fields(self) -> list[forms.BoundField]:
        """Return the fields that a person sees."""
        return list(self.visible_fields())


class ReasonForm(Form):
    """A move that needs a written reason and nothing else."""

    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str = "原因", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = f"请写明{label}。"


class YuanField(forms.CharField):
    """Money as people type it, in yuan; gives fen."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> int:
        """Return whole fen; an empty field is nothing."""
        text = super().clean(value)
        if not text:
            return 0
        try:
            return fen_of(text)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class PhoneField(forms.CharField):
    """A mobile number as people type it; gives 11 digits."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "tel", "autocomplete": "tel"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attributes), **options)

    def clean(self, value: Any) -> str:
        """Return the digits, or nothing for an empty field that is not required."""
        phone = tidy_phone(super().clean(value))
        if phone and not is_phone(phone):
            raise forms.ValidationError("手机号应为 11 位，请核对。")
        return phone


class MomentField(forms.CharField):
    """A date and time of the city's clocks, as ``datetime-local`` gives it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        super().__init__(max_length=20, **options)

    def clean(self, value: Any) -> datetime | None:
        """Return the moment with its zone, or None for an empty field that is not required."""
        text = super().clean(value)
        if not text:
            return None
        try:
            local = datetime.fromisoformat(text)
        except ValueError as wrong:
            raise forms.ValidationError("请选日期和时间，例如 2026-11-24 14:00。") from wrong
        if local.tzinfo or not 2000 <= local.year <= 2200:
            raise forms.ValidationError("请选日期和时间，例如 2026-11-24 14:00。")
        return local.replace(tzinfo=CITY_TIME)


class DayField(forms.DateField):
    """A day, as ``<input type=date>`` gives it; only years that make sense."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)
        self.error_messages["invalid"] = "请选日期，例如 2026-11-24。"

    def clean(self, value: Any) -> date | None:
        """Return the day, or None for an empty field that is not required."""
        day: date | None = super().clean(value)
        if day is not None and not 1990 <= day.year <= 2200:
            raise forms.ValidationError("日期不合理，请核对年份。")
        return day


class WholeField(forms.IntegerField):
    """A whole number that fits the database."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", 0)
        options.setdefault("max_value", 1_000_000_000)
        super().__init__(**options)


class ManyFiles(forms.ClearableFileInput):
    """A file input for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; gives a list."""

    def __init__(self, *, accept: str = "image/*", **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("widget", ManyFiles(attrs={"accept": accept}))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files that were chosen."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        check = super().clean
        return [check(one, initial) for one in given]


class SignaturePad(forms.TextInput):
    """A canvas to sign on; ``signature.js`` puts the picture into this field, which nobody sees."""

    input_type = "hidden"


class SignatureField(forms.CharField):
    """A signature drawn on the screen; gives the picture as PNG, or nothing. Its page includes ``signature.js``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=MOST_DRAWING_CHARACTERS, widget=SignaturePad, **options)

    def clean(self, value: Any) -> bytes:
        """Return the bytes of the picture; nothing for an empty field."""
        text = super().clean(value)
        if not text:
            return b""
        try:
            return drawing(text)
        except Invalid as wrong:
            raise forms.ValidationError(wrong.message) from wrong


class Stars(forms.RadioSelect):
    """One to five."""

    def __init__(self) -> None:
        words = {5: "很满意", 4: "满意", 3: "一般", 2: "不满意", 1: "很不满意"}
        super().__init__(choices=list(words.items()))


class Picks(forms.RadioSelect):
    """A few choices as pills."""


class Cards(forms.RadioSelect):
    """A few choices as cards with a line of explanation."""


class Ticks(forms.CheckboxSelectMultiple):
    """Several choices as boxes."""
