"""Forms of common problems and proposals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms

from gongqiao.services.innovation.actions.problems import ProblemForm as Problem
from gongqiao.web.forms import Form, Picks, Ticks
from gongqiao.web.reading import may_repeat

may_repeat("needs", "leave")

Firm = Callable[[str], Any]
"""Finds an enterprise by its name, short name or credit code; None when there is none, or several."""
MOST_LINES = 40


class FirmsField(forms.CharField):
    """Enterprises by name or credit code, one a line; gives their ids."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(max_length=4000, **options)
        self.find: Firm = lambda text: None

    def clean(self, value: Any) -> list[int]:
        """Return the ids; names the lines that lead to no enterprise."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"一次最多写 {MOST_LINES} 家企业。")
        found = {line: self.find(line) for line in lines}
        if unknown := [line for line, firm in found.items() if firm is None]:
            raise forms.ValidationError(f"没有找到“{'”“'.join(unknown)[:120]}”，请写登记的全称、简称或信用代码。")
        return list(dict.fromkeys(firm.pk for firm in found.values()))


class FindForm(Form):
    """A common problem: from a proposal, from needs that were ticked, or from a talk."""

    title = forms.CharField(
        label="共性问题，一句话说清", max_length=60, error_messages={"required": "请用一句话说清是什么问题。"}
    )
    industry = forms.CharField(label="行业", max_length=60, error_messages={"required": "请写是哪个行业。"})
    description = forms.CharField(
        label="是什么问题", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="几家企业共同的表现、试过什么、想达到什么",
    )  # fmt: skip
    needs = forms.TypedMultipleChoiceField(label="哪些需求", coerce=int, widget=Ticks, required=False)
    enterprises = FirmsField(
        label="还有哪些企业（没有登记需求）", required=False, help_text="一行一家，写登记的名称、简称或信用代码"
    )
    work = forms.TypedChoiceField(label="放到哪项联合攻关", coerce=int, empty_value=None, required=False)

    def __init__(
        self,
        *args: Any,
        needs: Sequence[tuple[str, str]],
        works: Sequence[tuple[str, str]],
        find: Firm,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = list(needs)  # type: ignore[attr-defined]
        self.fields["work"].choices = [("", "新开一项"), *works]  # type: ignore[attr-defined]
        self.fields["enterprises"].find = find  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody has the problem."""
        given = super().clean() or {}
        if not self.errors and not given.get("needs") and not given.get("enterprises"):
            self.add_error("enterprises", "请至少选一条需求，或写一家企业。")
        return given

    def problem(self) -> Problem:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return Problem(
            title=given["title"],
            industry=given["industry"],
            description=given["description"],
            need_ids=given["needs"],
            enterprise_ids=given["enterprises"],
        )


class AddProblemForm(Form):
    """A further problem of a joint work, told by enterprises."""

    title = forms.CharField(
        label="共性问题，一句话说清", max_length=60, error_messages={"required": "请用一句话说清是什么问题。"}
    )
    description = forms.CharField(
        label="是什么问题", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    enterprises = FirmsField(
        label="哪些企业有",
        help_text="一行一家，写登记的名称、简称或信用代码",
        error_messages={"required": "请至少写一家企业。"},
    )

    def __init__(self, *args: Any, find: Firm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enterprises"].find = find  # type: ignore[attr-defined]


class HoldersForm(Form):
    """Which enterprises have a problem: who leaves, who joins."""

    problem = forms.TypedChoiceField(label="共性问题", coerce=int, error_messages={"required": "请选共性问题。"})
    leave = forms.TypedMultipleChoiceField(label="去掉谁", coerce=int, widget=Ticks, required=False)
    enterprises = FirmsField(label="再加哪些企业", required=False, help_text="一行一家，写登记的名称、简称或信用代码")

    def __init__(self, *args: Any, problems: Sequence[Any], find: Firm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._problem_of = {holder.pk: problem.pk for problem in problems for holder in problem.held_by}
        self.fields["problem"].choices = [(str(one.pk), one.title) for one in problems]  # type: ignore[attr-defined]
        self.fields["leave"].choices = [  # type: ignore[attr-defined]
            (str(holder.pk), f"{holder.enterprise.short_name}：{one.title}")
            for one in problems
            for holder in one.held_by
        ]
        self.fields["enterprises"].find = find  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whoever leaves belongs to the problem that was chosen."""
        given = super().clean() or {}
        strangers = [pk for pk in given.get("leave", ()) if self._problem_of[pk] != given.get("problem")]
        if strangers:
            self.add_error("leave", "去掉的企业不属于选中的共性问题，请一次只改一个。")
        given["keep"] = [
            pk
            for pk, problem in self._problem_of.items()
            if problem == given.get("problem") and pk not in given.get("leave", ())
        ]
        return given


class SettleForm(Form):
    """How a problem ended, and the orders that came of it."""

    problem = forms.TypedChoiceField(label="共性问题", coerce=int, error_messages={"required": "请选共性问题。"})
    is_solved = forms.TypedChoiceField(
        label="结果", choices=[("yes", "已解决"), ("no", "没有解决")], coerce=lambda value: value == "yes", widget=Picks,
        initial="yes", error_messages={"required": "请选结果。"},
    )  # fmt: skip
    result = forms.CharField(
        label="怎么解决的", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明怎么解决的，或为什么没有解决。"},
    )  # fmt: skip
    order_numbers = forms.CharField(
        label="由此办的点菜单编号", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个；效益由企业在点菜单里申报，这里不重复填",
    )  # fmt: skip

    def __init__(self, *args: Any, problems: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["problem"].choices = [(str(one.pk), one.title) for one in problems]  # type: ignore[attr-defined]
