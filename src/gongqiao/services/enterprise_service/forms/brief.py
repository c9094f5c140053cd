"""What the office writes into a monthly brief."""

from __future__ import annotations

from django import forms

from gongqiao.web.forms import Form


class BriefForm(Form):
    """The month, and the words that no number says; sent in the address, so that a brief can be kept as a link."""

    month = forms.ChoiceField(label="月份", error_messages={"invalid_choice": "没有这个月份，请重新选择。"})
    next_steps = forms.CharField(
        label="下一步", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        initial="继续按方案推进，重点走访进度较慢的县（市、区），把已经归档的办法整理成案例。",
    )  # fmt: skip
    sent_up = forms.CharField(label="报", max_length=100, required=False, initial="省总工会")
    sent_to = forms.CharField(label="送", max_length=100, required=False, initial="各县（市、区）总工会")
