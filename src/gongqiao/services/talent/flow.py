"""The lives of an apprenticeship pair, an invitation to an expert and a proposed skill, as drawings; and the powers of the service.

``rules.kinds`` says whom the words for audiences mean: officer = the officers of the case's union; master and apprentice
= the two of a pair, the apprentice once he has an account; contact = the contacts of the apprentice's enterprise;
expert = who is invited; craftsman = who proposed a skill of his own.
"""

from __future__ import annotations

from gongqiao.kernel.access.powers import offer_scopes, power
from gongqiao.kernel.cases.flow import Duty, Flow, Move, State, Tell

SERVICE = "talent"
offer_scopes(SERVICE, "人才库")

EMPLOYER_KINDS = [
    ("enterprise", "企业"),
    ("university", "高校"),
    ("institute", "科研院所"),
    ("hospital", "医院"),
    ("public", "机关事业单位"),
    ("other", "其他"),
]
OCCASIONS = [("question", "解答难题"), ("activity", "参加活动"), ("visit", "入企服务"), ("review", "评审论证")]

FORM_TEAM = power("talent.form_team", "组建服务队、维护队员和技能", "post:officer", "job:seeds")
PROPOSE_SKILL = power("talent.propose_skill", "申报自己的技能", "self")
CONFIRM_SKILL = power("talent.confirm_skill", "核实申报的技能", "post:officer")
REVEAL_NUMBER = power("talent.reveal_number", "查看完整证书编号", "post:officer")
TAKE_LEAVE = power("talent.take_leave", "登记请假", "self", "post:officer", "job:seeds")
READ = power("talent.read", "查看服务队", "post:officer", "post:auditor", "post:head")
EDIT_OWN = power("talent.edit_own", "修改自己的介绍和空闲时间", "self")
ENROL_EXPERT = power("talent.enrol_expert", "维护专家库", "post:officer", "job:seeds")
INVITE_EXPERT = power("talent.invite_expert", "邀请专家", "post:officer")
ANSWER_INVITATION = power("talent.answer_invitation", "答复邀请", "self")
SIGN_PAIR = power("talent.sign_pair", "签订师徒协议", "post:officer", "share:leader", "share:member")
CHECK_IN = power("talent.check_in", "记师徒进展", "self", "share:apprentice", "contact", "post:officer")
FINISH_PAIR = power("talent.finish_pair", "登记出师", "self", "post:officer")
END_PAIR = power("talent.end_pair", "终止师徒协议", "self", "contact", "post:officer")
SET_TERMS = power("talent.set_pair_terms", "规定师徒结队的要求", "post:officer")
CLOCK = power("talent.clock", "到期提醒和收回邀请", "job:clock")

FIRST_CHECK_IN = Duty(name="first_check_in", label="记第一次带教", who="master", calendar_days=30)
NEXT_CHECK_IN = Duty(
    name="check_in", label="记师徒进展", who="master", calendar_days=90, set_by="check_in_days"
)  # fmt: skip
CONCLUDE = Duty(name="conclude", label="到期，登记出师或终止", who="master", set_by="ends_at")

PAIR_FLOW = Flow(
    name="pair",
    label="师徒结队",
    service=SERVICE,
    prefix="ST",
    version=1,
    start="signed",
    open_power=SIGN_PAIR,
    open_done="见证签订了师徒协议",
    open_tells=(
        Tell(who="contact", text="{master}师傅与{apprentice}结为师徒：{trade}"),
        Tell(who="master", text="您与{apprentice}结为师徒，请在 30 天内记第一次带教"),
        Tell(who="apprentice", text="您与{master}师傅结为师徒：{trade}"),
        Tell(who="officer", text="{enterprise}签订了师徒协议：{trade}"),
    ),
    audiences=(("officer", "经办干部"), ("master", "师傅"), ("apprentice", "徒弟"), ("contact", "企业")),
    states=(
        State(name="signed", label="已签约", shape="todo", pier="签约", duties=(FIRST_CHECK_IN,)),
        State(name="under_way", label="带教中", shape="run", pier="带教", duties=(NEXT_CHECK_IN, CONCLUDE)),
        State(name="finished", label="已出师", shape="done", pier="出师"),
        State(name="ended", label="已终止", shape="stop"),
    ),
    moves=(
        Move(
            name="check_in", label="记进展", done="记了一次进展", frm=("signed", "under_way"), to="under_way",
            power=CHECK_IN, settles=("first_check_in", "check_in"), asks=(NEXT_CHECK_IN,), stays_open=("conclude",),
            is_main=True,
        ),
        Move(
            name="finish", label="登记出师", done="登记出师：{result}", frm=("under_way",), to="finished",
            power=FINISH_PAIR,
            tells=(
                Tell(who="contact", text="{apprentice}出师了：{result}"),
                Tell(who="apprentice", text="祝贺出师：{result}"),
                Tell(who="officer", text="师徒出师：{title}，{result}"),
            ),
        ),
        Move(
            name="end", label="终止", done="终止了师徒协议", frm=("signed", "under_way"), to="ended", power=END_PAIR,
            needs_reason=True, reason_label="终止的原因",
            tells=(
                Tell(who="contact", text="师徒协议终止：{reason}"),
                Tell(who="master", text="师徒协议终止：{reason}"),
                Tell(who="officer", text="师徒协议终止：{title}（{reason}）"),
            ),
        ),
        Move(
            name="remind", label="提醒", done="提醒了师傅（第 {times} 次）", frm=("signed", "under_way"), to="",
            power=CLOCK, by_clock=True, tells=(Tell(who="master", text="请{what}：{title}", by_sms=True),),
        ),
    ),
)  # fmt: skip

ANSWER = Duty(name="answer_invitation", label="答复邀请", who="expert", days=3, set_by="answer_by")

INVITATION_FLOW = Flow(
    name="expert_invitation",
    label="专家邀请",
    service=SERVICE,
    prefix="YQ",
    version=1,
    start="invited",
    open_power=INVITE_EXPERT,
    open_done="邀请了专家",
    open_tells=(Tell(who="expert", text="工会请您{occasion}：{title}，请在{answer_by}前答复", by_sms=True),),
    audiences=(("officer", "邀请单位"), ("expert", "专家")),
    states=(
        State(name="invited", label="等答复", shape="hold", pier="邀请", duties=(ANSWER,)),
        State(name="accepted", label="已答应", shape="done", pier="答应"),
        State(name="declined", label="不能来", shape="stop"),
        State(name="expired", label="没有答复", shape="stop"),
        State(name="withdrawn", label="已撤回", shape="stop"),
    ),
    moves=(
        Move(
            name="accept", label="答应", done="答应了", frm=("invited",), to="accepted", power=ANSWER_INVITATION,
            is_main=True, tells=(Tell(who="officer", text="专家答应了：{title}"),),
        ),
        Move(
            name="decline", label="不能来", done="说不能来", frm=("invited",), to="declined", power=ANSWER_INVITATION,
            needs_reason=True, reason_label="不能来的原因",
            tells=(Tell(who="officer", text="专家不能来：{title}（{reason}）"),),
        ),
        Move(
            name="withdraw", label="撤回邀请", done="撤回了邀请", frm=("invited",), to="withdrawn", power=INVITE_EXPERT,
            needs_reason=True, reason_label="撤回的原因",
            tells=(Tell(who="expert", text="邀请取消了：{title}（{reason}）", by_sms=True),),
        ),
        Move(
            name="remind", label="提醒", done="提醒了专家", frm=("invited",), to="", power=CLOCK, by_clock=True,
            tells=(Tell(who="expert", text="请尽快答复：{title}", by_sms=True),),
        ),
        Move(
            name="expire", label="过期", done="到期没有答复", frm=("invited",), to="expired", power=CLOCK, by_clock=True,
            tells=(Tell(who="officer", text="专家没有答复：{title}"),),
        ),
    ),
)  # fmt: skip

CHECK_SKILL = Duty(name="check_skill", label="核实技能", who="officer", days=5)

SKILL_FLOW = Flow(
    name="skill_proposal",
    label="技能申报",
    service=SERVICE,
    prefix="JN",
    version=1,
    start="proposed",
    open_power=PROPOSE_SKILL,
    open_done="申报了技能：{skill}",
    open_tells=(Tell(who="officer", text="{name}申报了技能“{skill}”，请核实"),),
    audiences=(("officer", "经办干部"), ("craftsman", "申报人")),
    states=(
        State(name="proposed", label="待核实", shape="hold", pier="申报", duties=(CHECK_SKILL,)),
        State(name="confirmed", label="已登记", shape="done", pier="登记"),
        State(name="refused", label="未登记", shape="stop"),
    ),
    moves=(
        Move(
            name="confirm", label="核实登记", done="核实并登记了技能", frm=("proposed",), to="confirmed",
            power=CONFIRM_SKILL, is_main=True, tells=(Tell(who="craftsman", text="您申报的技能已登记：{title}"),),
        ),
        Move(
            name="refuse", label="不登记", done="没有登记", frm=("proposed",), to="refused", power=CONFIRM_SKILL,
            needs_reason=True, reason_label="不登记的原因",
            tells=(Tell(who="craftsman", text="您申报的技能没有登记：{title}（{reason}）"),),
        ),
    ),
)  # fmt: skip
