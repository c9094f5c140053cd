"""The drawings of the cases."""

from __future__ import annotations

from typing import Any

from reference_pages.markdown import code, first_line, page, table


def flows() -> str:
    """Every version of every flow: drawing, states, moves."""
    from gongqiao.kernel.cases.kinds import every_kind

    drawn = [one_flow(flow, kind.guards) for kind in every_kind() for flow in (kind.flow, *kind.older)]
    return page("Flows", "The states and moves of each kind of case.", *drawn)


def one_flow(flow: Any, guards: Any) -> str:
    states = [(code(s.name), s.label, s.shape, "<br>".join(duty(d, flow) for d in s.duties)) for s in flow.states]
    return "\n\n".join(
        [
            f"## {flow.service}: {flow.name} {flow.label}",
            f"Version {flow.version}, numbers `{flow.prefix}-…`, opened with {code(flow.open_power.code)},"
            f" kept {flow.retention_years} years.{told_at_start(flow)}",
            drawing(flow),
            "### States",
            table(("State", "Label", "Shape", "Duties"), states),
            "### Moves",
            table(
                ("Move", "From → to", "Button", "Power", "Guard", "Duties", "Who is told"),
                [one_move(move, flow, guards) for move in flow.moves],
            ),
        ]
    )


def drawing(flow: Any) -> str:
    lines = ["```mermaid", "stateDiagram-v2", "    direction TB"]
    lines += [f'    state "{state.label}" as {state.name}' for state in flow.states]
    lines.append(f"    [*] --> {flow.start}")
    for move in flow.moves:
        ends = {(frm, end) for frm in move.frm for end in move.ends(frm) if end != frm}
        lines += [f"    {frm} --> {end} : {move.label}" for frm, end in sorted(ends)]
    lines += [f"    {state.name} --> [*]" for state in flow.states if not flow.moves_from(state.name)]
    return "\n".join([*lines, "```", "", "Moves that stay in their state are not drawn; the table has them."])


def one_move(move: Any, flow: Any, guards: Any) -> tuple[str, ...]:
    ends = " or ".join([code(move.to) if move.to else "stays", *map(code, move.or_to)])
    guard = f"{code(move.guard)}: {first_line(guards[move.guard])}" if move.guard else ""
    reason = f"<br>asks for: {move.reason_label}" if move.needs_reason else ""
    duties = [f"opens {duty(d, flow)}" for d in move.asks]
    duties += [f"may open {duty(d, flow)}" for d in move.may_ask]
    duties += [f"settles {code(name)}" for name in move.settles] + [f"keeps {code(name)}" for name in move.stays_open]
    told = [flow.called(tell.who) + (" (SMS)" if tell.by_sms else "") for tell in move.tells]
    return (
        code(move.name), f"{', '.join(map(code, move.frm))} → {ends}",
        ("by the clock" if move.by_clock else move.label) + reason,
        code(move.power.code), guard, "<br>".join(duties), "、".join(told),
    )  # fmt: skip


def duty(one: Any, flow: Any) -> str:
    times = [f"{one.days} working days"] if one.days is not None else []
    times += [f"{one.calendar_days} days"] if one.calendar_days is not None else []
    times += [f"or as {code(one.set_by)} says" if times else f"as {code(one.set_by)} says"] if one.set_by else []
    return f"{code(one.name)} {one.label}（{flow.called(one.who)}; {', '.join(times)}）"


def told_at_start(flow: Any) -> str:
    told = "、".join(flow.called(tell.who) for tell in flow.open_tells)
    return f" Told when it opens: {told}." if told else ""
