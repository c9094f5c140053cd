"""The life of a joint work as a drawing, and the powers of the service.

``rules.kinds`` says whom the word officer means: the officers of the union at which the work stands. The parties are told by
the actions, for there may be many.
"""

from __future__ import annotations

from gongqiao.kernel.access.powers import offer_scopes, power
from gongqiao.kernel.cases.flow import Duty, Flow, Move, State

SERVICE = "innovation"
offer_scopes(SERVICE, "联合攻关")

READ = power("innovation.read", "查看共性问题和联合攻关", "post:officer", "post:auditor", "post:head")
LOOK = power("innovation.look", "查找可能的共性问题", "post:officer", "job:likeness", "job:seeds")
FIND = power("innovation.find", "认定共性问题", "post:officer")
LEAD = power("innovation.lead", "组织联合攻关", "post:officer")
TALK = Duty(name="talk", label="联系各方，开始协商", who="officer", days=10)
DRAFT = Duty(name="draft", label="草拟框架协议", who="officer", days=20)
SIGN = Duty(name="sign", label="组织签订框架协议", who="officer", days=30)
BEGIN = Duty(name="begin", label="组织专家和阵地，开始攻关", who="officer", days=10)
FOLLOW = Duty(name="follow_up", label="跟进一次，记下进展", who="officer", calendar_days=30, set_by="follow_up_by")
CLOSE = Duty(name="close", label="归档", who="officer", days=20)

PARTY_ROLES = {"lead": "牵头", "member": "参加", "guide": "指导", "support": "技术支持"}
PILLAR_KINDS = {"expert_library": "专家库", "studio_alliance": "创新工作室联盟", "training_base": "实训基地"}

BEFORE_SIGNING = ("found", "talks", "drafted")
UNDER_WAY = (*BEFORE_SIGNING, "signed", "working")

JOINT_WORK_FLOW = Flow(
    name="joint_work",
    label="联合攻关",
    service=SERVICE,
    prefix="GX",
    version=1,
    start="found",
    open_power=FIND,
    open_done="发现了共性问题：{problem}",
    audiences=(("officer", "经办干部"),),
    states=(
        State(name="found", label="已发现", shape="todo", pier="发现", duties=(TALK,)),
        State(name="talks", label="协商中", shape="run", pier="协商", duties=(DRAFT,)),
        State(name="drafted", label="已拟协议", shape="hold", pier="拟协议", duties=(SIGN,)),
        State(name="signed", label="已签订", shape="run", pier="签订", duties=(BEGIN,)),
        State(name="working", label="攻关中", shape="run", pier="攻关", duties=(FOLLOW,)),
        State(name="done", label="已见效", shape="done", pier="见效", duties=(CLOSE,)),
        State(name="closed", label="已归档", shape="done", pier="归档"),
        State(name="dropped", label="已放弃", shape="stop"),
    ),
    moves=(
        Move(
            name="talk", label="开始协商", done="开始与 {parties} 个参加方协商", frm=("found",), to="talks", power=LEAD,
            guard="several_enterprises_have_it", is_main=True,
        ),
        Move(
            name="draft", label="草拟框架协议", done="草拟了框架协议（第 {version} 稿）", frm=("talks", "drafted"),
            to="drafted", power=LEAD, guard="has_parties_to_sign", is_main=True,
        ),
        Move(
            name="renegotiate", label="退回协商", done="退回协商", frm=("drafted",), to="talks", power=LEAD,
            needs_reason=True, reason_label="还要商量什么",
        ),
        Move(
            name="sign", label="签订", done="签订了框架协议（{parties} 方）", frm=("drafted",), to="signed", power=LEAD,
            guard="is_ready_to_sign", is_main=True,
        ),
        Move(
            name="begin", label="开始攻关", done="开始攻关", frm=("signed",), to="working", power=LEAD, is_main=True,
        ),
        Move(
            name="follow_up", label="记跟进", done="跟进：{what}", frm=("signed", "working"), to="", power=LEAD, is_main=True,
            settles=("follow_up",), asks=(FOLLOW,),
        ),
        Move(
            name="finish", label="已见效", done="攻关见效：{outcome}", frm=("working",), to="done", power=LEAD,
            guard="every_problem_has_a_result", is_main=True,
        ),
        Move(
            name="resume", label="继续攻关", done="问题又出现，继续攻关", frm=("done",), to="working", power=LEAD,
            needs_reason=True, reason_label="为什么继续",
        ),
        Move(name="close", label="归档", done="归档", frm=("done",), to="closed", power=LEAD, is_main=True),
        Move(
            name="drop", label="放弃", done="放弃了联合攻关", frm=UNDER_WAY, to="dropped", power=LEAD, needs_reason=True,
            reason_label="放弃的原因",
        ),
    ),
)  # fmt: skip
