"""A signature on a phone, and papers that came back."""

from __future__ import annotations

from typing import Any

from django import forms

from gongqiao.web.forms import FilesField, Form, SignatureField


class SignatureForm(Form):
    """Who signs, and the signature: drawn on the screen, or a photo of one on paper."""

    signer = forms.CharField(label="签字人", max_length=40, error_messages={"required": "请填签字人的姓名。"})
    signature = SignatureField(label="企业签字")
    signature_photo = FilesField(label="签名的照片")


class SignedForm(Form):
    """Scans or photos of papers that came back signed and sealed."""

    signed = FilesField(label="签字盖章件", accept="image/*,application/pdf")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed"].is_needed = True  # type: ignore[attr-defined]
