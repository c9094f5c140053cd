"""Template tags and filters: icons, states, due dates, money and dates as people write them, form fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from gongqiao.cores.calendar import working_days_between
from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base import money
from gongqiao.kernel.calendar.queries import CITY_TIME, local_date, work_calendar
from gongqiao.kernel.cases.kinds import kind_of
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.org.models import Enterprise
from gongqiao.kernel.org.queries import name_as_seen
from gongqiao.web.forms import Cards, ManyFiles, Picks, SignaturePad, Stars, Ticks

register = template.Library()
WEEKDAYS = "一二三四五六日"


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is decoration."""
    classes = f"i {size}".strip()
    about = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', classes, about, static("web/icons.svg"), name)


@register.filter
def day(value: date | datetime | None) -> str:
    """Return 11月24日 周二; with the year when it is another than this one is not known, so always short."""
    if value is None:
        return ""
    on = local_date(value) if isinstance(value, datetime) else value
    return f"{on.month}月{on.day}日 周{WEEKDAYS[on.weekday()]}"


@register.filter
def full_day(value: date | datetime | None) -> str:
    """Return 2026年11月24日."""
    if value is None:
        return ""
    on = local_date(value) if isinstance(value, datetime) else value
    return f"{on.year}年{on.month}月{on.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """Return 11月24日 周二 14:00."""
    if value is None:
        return ""
    here = value.astimezone(CITY_TIME)
    return f"{here.month}月{here.day}日 周{WEEKDAYS[here.weekday()]} {here:%H:%M}"


@register.filter
def short_moment(value: datetime | None) -> str:
    """Return 11月24日 14:00."""
    if value is None:
        return ""
    here = value.astimezone(CITY_TIME)
    return f"{here.month}月{here.day}日 {here:%H:%M}"


@register.filter
def clock(value: datetime | None) -> str:
    """Return 14:00."""
    return f"{value.astimezone(CITY_TIME):%H:%M}" if value else ""


@register.filter
def iso(value: datetime | date | None) -> str:
    """Return the machine's form for ``<time datetime>``."""
    if isinstance(value, datetime):
        return value.astimezone(CITY_TIME).isoformat(timespec="minutes")
    return value.isoformat() if value else ""


@register.filter
def yuan(fen: int | None) -> str:
    """Return 1,800,000 元."""
    return money.yuan_of(fen) if fen is not None else ""


@register.filter
def wan(fen: int | None) -> str:
    """Return 9,410.5 万元."""
    return money.wan_of(fen) if fen is not None else ""


@register.filter
def whole(number: int | None) -> str:
    """Return a number with its thousands parted."""
    return f"{number:,}" if number is not None else ""


@register.filter
def short_number(number: str) -> str:
    """Return ZQ 000812 for ZQ-440705-2026-000812."""
    parts = number.split("-")
    return f"{parts[0]} {parts[-1]}" if len(parts) == 4 else number


@register.filter
def get(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """Return a mapping's value, or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def share(part: int, whole_: int) -> int:
    """Return a part of a whole in percent, 0 to 100."""
    return min(100, round(100 * part / whole_)) if whole_ else 0


@register.simple_tag
def state(case: Case) -> SafeString:
    """Show where a case stands: shape, then word."""
    here = kind_of(case).state_of(case)
    return format_html('<span class="st {}">{}</span>', here.shape, here.label)


@register.simple_tag
def standing(row: Any, classes: str = "") -> SafeString:
    """Show where a row of a service stands; its model says with which shape, in ``SHAPES``."""
    kind = f"st {row.SHAPES[row.state]} {classes}".strip()
    return format_html('<span class="{}">{}</span>', kind, row.get_state_display())


@register.simple_tag
def seen_name(enterprise: Enterprise, by: Actor) -> str:
    """Show an enterprise's short name; to heads, who see no names, its federation and kind."""
    return enterprise.short_name if by.may_see_names else name_as_seen(enterprise, by=by)


@register.simple_tag
def due(value: datetime | None, at: datetime) -> SafeString:
    """Show a deadline: only what is late or due today gets a ground, always with words."""
    if value is None:
        return SafeString("")
    kind, text = due_in_words(value, at)
    name = "circle-alert" if kind == "late" else "clock"
    return format_html(
        '<span class="due {}">{}<time datetime="{}">{}</time></span>', kind, icon(name), iso(value), text
    )


def due_in_words(value: datetime, at: datetime) -> tuple[str, str]:
    """Return the kind (late, soon or none) and the words of a deadline."""
    today, last = local_date(at), local_date(value)
    if value < at:
        late = working_days_between(last, today, work_calendar())
        if late > 0:
            return "late", f"逾期 {late} 个工作日"
        return "late", "今天已逾期" if last == today else "已逾期"
    if last == today:
        return "soon", f"今天 {value.astimezone(CITY_TIME):%H:%M}"
    return "", day(last)


@register.filter
def at_most(count: int, most: int) -> str:
    """Show a count, and no more than ``most`` of it: 99+."""
    return f"{most}+" if count > most else str(count)


@register.simple_tag
def bar(part: int, whole_: int, label: str = "") -> SafeString:
    """Draw a progress bar without inline styles."""
    return format_html(
        '<svg class="prog" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="rail-bg" width="100" height="6"/><rect class="rail-fg" width="{}" height="6"/></svg>',
        label or f"{part} / {whole_}",
        share(part, whole_),
    )


@register.simple_tag
def percent(part: int, whole_: int) -> int:
    """Return a part of a whole in percent, for the width of a bar."""
    return share(part, whole_)


@register.simple_tag
def column(part: int, whole_: int) -> SafeString:
    """Draw an upright bar of a column chart, 0 to 100 high."""
    height = share(part, whole_)
    return format_html('<rect x="0" y="{}" width="10" height="{}"/>', 100 - height, height)


@register.simple_tag
def wan_sum(*parts: int) -> str:
    """Return the sum of amounts in 万元, without the unit."""
    return money.wan_of(sum(parts)).removesuffix(" 万元")


@register.filter
def holds(by: Actor, kind: str) -> bool:
    """Whether one of the actor's posts is of this kind."""
    return by.holds(kind)


@register.inclusion_tag("web/parts/field.html")
def field(bound: forms.BoundField, kind: str = "") -> dict[str, Any]:
    """Draw a form field with its label, hint and errors."""
    widget = bound.field.widget
    kinds: list[tuple[type, str]] = [
        (Stars, "stars"), (Cards, "cards"), (Picks, "picks"), (Ticks, "ticks"), (ManyFiles, "files"),
        (SignaturePad, "signature"),
        (forms.CheckboxInput, "box"), (forms.Select, "select"), (forms.Textarea, "area"),
    ]  # fmt: skip
    found = kind or next((name for cls, name in kinds if isinstance(widget, cls)), "line")
    if found in {"line", "select", "area"}:
        widget.attrs["class"] = "in"
        if bound.field.required and found != "select":
            widget.attrs["required"] = True
        described = [f"{bound.id_for_label}-hint"] if bound.help_text else []
        described += [f"{bound.id_for_label}-err"] if bound.errors else []
        if described:
            widget.attrs["aria-describedby"] = " ".join(described)
        if bound.errors:
            widget.attrs["aria-invalid"] = "true"
    is_needed = bound.field.required or getattr(bound.field, "is_needed", False)  # needed where it is asked at all
    return {"bound": bound, "kind": found, "is_optional": not is_needed}


@register.simple_tag(takes_context=True)
def link_with(context: dict[str, Any], **changes: Any) -> str:
    """Return the query of this page with some parameters changed; an empty value takes one out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def marked(text: str, spans: Any) -> SafeString:
    """Mark the matched words of a text in place."""
    parts: list[SafeString] = []
    last = 0
    for span in spans or ():
        parts.append(format_html("{}", text[last : span.start]))
        parts.append(format_html("<mark>{}</mark>", text[span.start : span.end]))
        last = span.end
    parts.append(format_html("{}", text[last:]))
    return mark_safe("".join(parts))  # noqa: S308 every part was escaped above
