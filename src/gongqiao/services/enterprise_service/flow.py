"""The life of an order and of an authorisation, as two drawings; and the powers of the service.

``rules.kinds`` says whom the words for audiences mean: officer = the officers of the order's county; city = the city's
officers; contact = the enterprise's contacts; principal = its principal contact; offered = the leader who is asked;
leader = the leader of the team that accepted; released = the leader whose team was let go; applicant = who asks to
become a contact.
"""

from __future__ import annotations

from gongqiao.kernel.access.powers import offer_scopes, power
from gongqiao.kernel.cases.flow import Duty, Flow, Move, State, Tell

SERVICE = "enterprise_service"
offer_scopes(SERVICE, "助企行")

DISHES = {
    "guidance": "政治引领",
    "management": "管理提升",
    "training": "技能培训",
    "breakthrough": "技术攻关",
    "apprenticeship": "师徒结队",
}
DISHES_WITH_DOMAIN = frozenset({"training", "breakthrough", "apprenticeship"})
DISHES_WITH_PROBLEMS = frozenset({"management", "breakthrough"})
DISHES_WITH_TRAINING = frozenset({"guidance", "training", "apprenticeship"})

PUBLISH = power("enterprise_service.publish", "发布助企行方案和菜单", "post:officer", "job:seeds")
READ = power("enterprise_service.read", "查看助企行", "post:officer", "post:auditor", "post:head", "contact")
READ_AT_DESK = power(
    "enterprise_service.read_at_desk", "在工作台查看助企行", "post:officer", "post:auditor", "post:head"
)
SHOW_ON_SCREENS = power("enterprise_service.show_on_screens", "管理大屏链接", "post:officer")
REGISTER_NEED = power("enterprise_service.register_need", "登记企业需求", "post:officer", "contact", "job:seeds")
ORDER = power("enterprise_service.order", "点菜", "contact")
SUPPLEMENT = power("enterprise_service.supplement", "补充情况", "contact", "post:officer", "share:leader")
OFFER = power("enterprise_service.offer", "配班组", "post:officer", "job:next_offer")
ANSWER = power("enterprise_service.answer", "答复邀约", "share:offered")
EXPIRE = power("enterprise_service.expire", "收回过期的邀约", "job:clock")
SEND_BACK = power("enterprise_service.send_back", "退回补充", "post:officer")
RESUBMIT = power("enterprise_service.resubmit", "补充后重新提交", "contact")
WITHDRAW = power("enterprise_service.withdraw", "撤回点菜", "contact")
SCHEDULE = power("enterprise_service.schedule", "约定上门时间", "post:officer", "share:leader")
AGREE = power("enterprise_service.agree", "代表企业同意时间", "contact")
PROMISE = power("enterprise_service.promise", "代表班组同意时间", "share:leader")
CHANGE_DATE = power("enterprise_service.change_date", "改期", "contact", "post:officer", "share:leader")
RELEASE = power("enterprise_service.release", "换班组", "post:officer", "share:leader")
SERVE = power("enterprise_service.serve", "上门服务、填写入企记录", "share:leader")
SIGN_IN = power("enterprise_service.sign_in", "签到", "share:leader", "job:scanned_code")
SIGN_SHEET = power("enterprise_service.sign_sheet", "在服务记录单上签字", "share:leader", "contact")
CONFIRM = power("enterprise_service.confirm", "确认解决、申报效益", "contact")
REVIEW = power("enterprise_service.review", "复核效益、回访、归档", "post:officer")
REMIND = power("enterprise_service.remind", "提醒", "job:clock")
REOPEN = power("enterprise_service.reopen", "低分重开", "job:low_score", "post:officer")
INVITE = power("enterprise_service.invite", "邀请企业联系人", "post:officer", "principal", "job:seeds")
ASK_TO_SPEAK = power("enterprise_service.ask_to_speak", "申请成为企业联系人", "self")
CHECK_AUTHORISATION = power("enterprise_service.check_authorisation", "审核授权书", "post:officer")
SURVEY = power("enterprise_service.survey", "组织调研、登记走访座谈", "post:officer", "job:seeds")
ANSWER_SURVEY = power("enterprise_service.answer_survey", "填写调研问卷", "contact", "job:survey_link")
FOLLOW_UP = power("enterprise_service.follow_up", "提醒跟进对策", "job:clock")
RUN_SPECIAL_ACTION = power("enterprise_service.run_special_action", "登记专项行动", "post:officer", "job:seeds")

MATCH = Duty(name="match", label="为企业配班组", who="officer", days=2, set_by="match_days")
ANSWER_OFFER = Duty(name="answer_offer", label="答复邀约", who="offered", days=1, set_by="answer_by")
SET_DATE = Duty(name="schedule", label="约定上门时间", who="officer", days=3, set_by="schedule_days")
AGREE_DATE = Duty(name="agree_date", label="确认上门时间", who="contact", days=1)
PROMISE_DATE = Duty(name="promise_date", label="确认上门时间", who="leader", days=1)
VISIT = Duty(name="visit", label="按时上门", who="leader", set_by="visit_ends_at")
REPORT = Duty(name="report", label="填入企记录、报办结", who="leader", days=3, set_by="report_days")
CONFIRM_IT = Duty(name="confirm", label="确认是否解决，评一评", who="contact", days=7, set_by="confirm_days")
CONFIRM_BENEFIT = Duty(name="confirm_benefit", label="主联系人确认大额效益", who="principal", days=3)
RATE = Duty(name="rate", label="给这次服务评个分", who="contact", days=5)
REVIEW_IT = Duty(name="review", label="复核效益", who="city", days=5, set_by="review_days")
REVISIT = Duty(name="revisit", label="满 30 天回访", who="officer", calendar_days=30, set_by="revisit_days")
CLOSE = Duty(name="close", label="归档", who="officer", days=5)
SUPPLY = Duty(name="supply", label="补充材料", who="contact", days=5)
CALL_BACK = Duty(name="call_back", label="评分偏低，与企业联系", who="officer", days=2)

ORDER_FLOW = Flow(
    name="order",
    label="点菜单",
    service=SERVICE,
    prefix="ZQ",
    version=1,
    start="ordered",
    open_power=ORDER,
    open_done="点了菜",
    open_tells=(Tell(who="officer", text="{enterprise}点了一道菜：{title}"),),
    audiences=(
        ("officer", "经办干部"),
        ("city", "市总"),
        ("contact", "企业"),
        ("principal", "主联系人"),
        ("offered", "受邀队长"),
        ("leader", "队长"),
        ("released", "换下的队长"),
    ),
    states=(
        State(name="ordered", label="已点菜", shape="todo", pier="点菜", duties=(MATCH,)),
        State(name="matched", label="已配班组", shape="run", pier="配班组", duties=(SET_DATE,)),
        State(name="scheduled", label="已约上门", shape="run", pier="约上门", duties=(VISIT,)),
        State(name="delivering", label="办理中", shape="run", pier="上门", duties=(REPORT,)),
        State(name="claimed", label="待企业确认", shape="hold", pier="报解决", duties=(CONFIRM_IT,)),
        State(name="confirmed", label="已确认", shape="done", pier="企业确认", duties=(REVIEW_IT, REVISIT)),
        State(name="closed", label="已归档", shape="done", pier="归档"),
        State(name="returned", label="退回补充", shape="hold", duties=(SUPPLY,)),
        State(name="withdrawn", label="已撤回", shape="stop"),
    ),
    moves=(
        Move(
            name="offer", label="配给班组", done="向{team}发出邀约", frm=("ordered",), to="", power=OFFER,
            guard="can_offer", settles=("match",), asks=(ANSWER_OFFER,), is_main=True,
            tells=(Tell(who="offered", text="请答复：{enterprise}“{title}”，{answer_by}前", by_sms=True),),
        ),
        Move(
            name="accept", label="接单", done="接了单", frm=("ordered",), to="matched", power=ANSWER,
            guard="has_open_offer", is_main=True,
            tells=(
                Tell(who="contact", text="{team}接单了，接下来约上门时间"),
                Tell(who="officer", text="{team}接单了，请约上门时间：{title}"),
            ),
        ),
        Move(
            name="decline", label="不能接", done="没有接单", frm=("ordered",), to="", power=ANSWER,
            guard="has_open_offer", needs_reason=True, reason_label="不能接的原因", settles=("answer_offer",),
            asks=(MATCH,),
            tells=(
                Tell(who="officer", text="{team}没有接单：{title}"),
                Tell(who="contact", text="{team}这次来不了，正在为您另配班组"),
            ),
        ),
        Move(
            name="expire", label="邀约过期", done="收回了过期的邀约（{team}没有按时答复）", frm=("ordered",), to="",
            power=EXPIRE, guard="has_open_offer", settles=("answer_offer",), asks=(MATCH,), by_clock=True,
            tells=(
                Tell(who="officer", text="{team}没有按时答复：{title}"),
                Tell(who="contact", text="正在为您另配班组：{title}"),
            ),
        ),
        Move(
            name="recall", label="收回邀约", done="收回了给{team}的邀约", frm=("ordered",), to="", power=OFFER,
            guard="has_open_offer", needs_reason=True, reason_label="收回的原因", settles=("answer_offer",),
            asks=(MATCH,), tells=(Tell(who="offered", text="邀约已收回：{title}"),),
        ),
        Move(
            name="send_back", label="退回补充", done="退回补充", frm=("ordered",), to="returned", power=SEND_BACK,
            guard="has_no_open_offer", needs_reason=True, reason_label="要补充什么",
            tells=(Tell(who="contact", text="请补充：{reason}", by_sms=True),),
        ),
        Move(
            name="resubmit", label="补充好了，重新提交", done="补充后重新提交", frm=("returned",), to="ordered",
            power=RESUBMIT, is_main=True, tells=(Tell(who="officer", text="企业已补充：{title}"),),
        ),
        Move(
            name="withdraw", label="撤回点菜", done="撤回了点菜", frm=("ordered", "returned", "matched", "scheduled"),
            to="withdrawn", power=WITHDRAW, needs_reason=True, reason_label="撤回的原因",
            tells=(
                Tell(who="officer", text="企业撤回了：{title}"),
                Tell(who="leader", text="企业撤回了，不用上门：{title}", by_sms=True),
            ),
        ),
        Move(
            name="propose", label="约上门时间", done="提出上门时间：{when}", frm=("matched",), to="", power=SCHEDULE,
            guard="has_no_open_visit", settles=("schedule",), asks=(AGREE_DATE, PROMISE_DATE), is_main=True,
            tells=(
                Tell(who="contact", text="请确认上门时间：{when}", by_sms=True),
                Tell(who="leader", text="请确认上门时间：{when}"),
            ),
        ),
        Move(
            name="agree", label="同意这个时间", done="同意了{when}", frm=("matched",), to="", or_to=("scheduled",),
            power=AGREE, guard="enterprise_has_not_agreed", settles=("agree_date",), is_main=True,
            tells=(Tell(who="officer", text="企业同意了{when}：{title}"),),
        ),
        Move(
            name="promise", label="按这个时间去", done="答应了{when}", frm=("matched",), to="", or_to=("scheduled",),
            power=PROMISE, guard="team_has_not_agreed", settles=("promise_date",), is_main=True,
            tells=(Tell(who="officer", text="班组答应了{when}：{title}"),),
        ),
        Move(
            name="decline_date", label="这个时间不行", done="说{when}不行", frm=("matched",), to="", power=CHANGE_DATE,
            guard="has_open_visit", needs_reason=True, reason_label="为什么不行、什么时候可以",
            settles=("agree_date", "promise_date"), asks=(SET_DATE,),
            tells=(Tell(who="officer", text="上门时间要另约：{reason}"),),
        ),
        Move(
            name="change_date", label="改日期", done="要求改期（原定{when}）", frm=("scheduled",), to="matched",
            power=CHANGE_DATE, needs_reason=True, reason_label="为什么改、什么时候可以",
            tells=(
                Tell(who="officer", text="要改期：{reason}", by_sms=True),
                Tell(who="leader", text="改期了，原定{when}不用去：{title}", by_sms=True),
                Tell(who="contact", text="上门要改期，正在另约：{reason}", by_sms=True),
            ),
        ),
        Move(
            name="release", label="换班组", done="换下了{team}", frm=("matched", "scheduled"), to="ordered",
            power=RELEASE, needs_reason=True, reason_label="换的原因",
            tells=(
                Tell(who="contact", text="{team}来不了，正在为您另配班组"),
                Tell(who="officer", text="请另配班组：{title}"),
                Tell(who="released", text="换了班组，不用再去：{title}（{reason}）", by_sms=True),
            ),
        ),
        Move(
            name="start", label="到场了，开始", done="到场开始服务", frm=("scheduled",), to="delivering", power=SERVE,
            guard="visit_is_near", is_main=True,
        ),
        Move(
            name="again", label="还要再来一次", done="填了入企记录，还要再来一次", frm=("delivering",), to="matched",
            power=SERVE, guard="visit_is_under_way",
            tells=(Tell(who="contact", text="{team}填了入企记录，还要再来一次"),
                   Tell(who="officer", text="请约下一次上门：{title}")),
        ),
        Move(
            name="claim", label="办好了，请企业确认", done="填了入企记录，报办结", frm=("delivering",), to="claimed",
            power=SERVE, guard="visit_is_under_way", is_main=True,
            tells=(Tell(who="contact", text="请确认是否解决：{title}", by_sms=True),),
        ),
        Move(
            name="dispute", label="还没有解决", done="说还没有解决", frm=("claimed",), to="matched", power=CONFIRM,
            guard="does_not_judge_own_work", needs_reason=True, reason_label="哪里还没有解决",
            tells=(
                Tell(who="officer", text="企业说还没有解决：{title}"),
                Tell(who="leader", text="企业说还没有解决：{reason}"),
            ),
        ),
        Move(
            name="hand_to_principal", label="请主联系人确认", done="请主联系人确认大额效益", frm=("claimed",), to="",
            power=CONFIRM, guard="can_hand_to_principal", settles=("confirm",), asks=(CONFIRM_BENEFIT,),
            is_quiet=True, tells=(Tell(who="principal", text="请您本人确认效益：{title}", by_sms=True),),
        ),
        Move(
            name="confirm", label="确认", done="确认了结果：{outcome}", frm=("claimed",), to="confirmed", power=CONFIRM,
            guard="does_not_judge_own_work", is_main=True, may_ask=(RATE,),
            tells=(
                Tell(who="officer", text="企业已确认：{title}，{outcome}"),
                Tell(who="leader", text="企业已确认：{title}，{outcome}"),
                Tell(who="city", text="请复核效益：{title}"),
            ),
        ),
        Move(
            name="reopen", label="重新打开", done="重新打开", frm=("confirmed",), to="matched", power=REOPEN,
            guard="can_reopen", needs_reason=True, reason_label="重新打开的原因", asks=(CALL_BACK,),
            tells=(
                Tell(who="officer", text="重新打开了：{title}（{reason}）"),
                Tell(who="leader", text="企业还不满意，请准备再上门：{title}"),
                Tell(who="contact", text="工会会再联系您，直到办好：{title}"),
            ),
        ),
        Move(
            name="rate", label="补评分", done="评了 {score} 分", frm=("confirmed",), to="", power=CONFIRM,
            guard="has_not_rated", settles=("rate",),
            tells=(Tell(who="leader", text="企业给您的班组评了 {score} 分"),),
        ),
        Move(
            name="remind", label="提醒", done="提醒了企业（第 {times} 次）", frm=("claimed", "confirmed"), to="",
            power=REMIND, by_clock=True,
            tells=(Tell(who="contact", text="{what}：{title}", by_sms=True),),
        ),
        Move(
            name="review", label="效益属实，通过", done="复核了效益", frm=("confirmed", "closed"), to="", power=REVIEW,
            guard="benefit_waits_for_review", settles=("review",), is_main=True,
        ),
        Move(
            name="return_benefit", label="退回效益", done="退回了效益申报", frm=("confirmed", "closed"), to="claimed",
            power=REVIEW, guard="benefit_waits_for_review", needs_reason=True, reason_label="退回的原因",
            stays_open=("rate",),
            tells=(Tell(who="contact", text="效益申报被退回：{reason}", by_sms=True),),
        ),
        Move(
            name="revisit", label="记回访", done="回访了企业：{outcome}", frm=("confirmed",), to="", power=REVIEW,
            guard="has_not_revisited", settles=("revisit",), asks=(CLOSE,), is_main=True,
        ),
        Move(
            name="correct", label="更正效益", done="更正了效益：{change}", frm=("confirmed", "closed"), to="",
            power=CONFIRM, guard="can_correct", needs_reason=True, reason_label="更正的原因", asks=(REVIEW_IT,),
            tells=(Tell(who="city", text="效益有更正，请复核：{title}"),),
        ),
        Move(
            name="close", label="归档", done="归档{note}", frm=("confirmed",), to="closed", power=REVIEW,
            guard="can_close", is_main=True,
            tells=(Tell(who="contact", text="这件事办结归档了：{title}"),),
        ),
        Move(
            name="close_unanswered", label="企业未确认，归档", done="企业一直没有确认，归档，不计入成果",
            frm=("claimed",), to="closed", power=REVIEW, guard="was_reminded_twice", needs_reason=True,
            reason_label="说明", tells=(Tell(who="leader", text="企业没有确认，已归档：{title}"),),
        ),
    ),
)  # fmt: skip

CHECK = Duty(name="check", label="审核联系人授权书", who="officer", days=2)
MEND = Duty(name="mend", label="补交授权书", who="applicant", days=10)

AUTHORISATION_FLOW = Flow(
    name="authorisation",
    label="联系人授权",
    service=SERVICE,
    prefix="SQ",
    version=1,
    start="submitted",
    open_power=ASK_TO_SPEAK,
    open_done="申请成为企业联系人",
    open_tells=(Tell(who="officer", text="请审核联系人授权书：{title}"),),
    audiences=(("officer", "经办干部"), ("applicant", "申请人")),
    states=(
        State(name="submitted", label="待审核", shape="todo", pier="提交", duties=(CHECK,)),
        State(name="accepted", label="已通过", shape="done", pier="通过"),
        State(name="returned", label="退回补交", shape="hold", duties=(MEND,)),
        State(name="declined", label="未通过", shape="stop"),
        State(name="withdrawn", label="已撤回", shape="stop"),
    ),
    moves=(
        Move(
            name="accept", label="授权有效，通过", done="核实授权书，通过", frm=("submitted",), to="accepted",
            power=CHECK_AUTHORISATION, guard="authorisation_is_complete", is_main=True,
            tells=(Tell(who="applicant", text="审核通过，您已是{enterprise}的联系人", by_sms=True),),
        ),
        Move(
            name="send_back", label="退回补交", done="退回补交", frm=("submitted",), to="returned",
            power=CHECK_AUTHORISATION, needs_reason=True, reason_label="要补交什么",
            tells=(Tell(who="applicant", text="请补交授权书：{reason}", by_sms=True),),
        ),
        Move(
            name="decline", label="不通过", done="没有通过", frm=("submitted",), to="declined",
            power=CHECK_AUTHORISATION, needs_reason=True,
            tells=(Tell(who="applicant", text="联系人申请没有通过：{reason}", by_sms=True),),
        ),
        Move(
            name="resubmit", label="补交好了，重新提交", done="补交后重新提交", frm=("returned",), to="submitted",
            power=ASK_TO_SPEAK, is_main=True, tells=(Tell(who="officer", text="授权书已补交：{title}"),),
        ),
        Move(
            name="withdraw", label="撤回申请", done="撤回了申请", frm=("submitted", "returned"), to="withdrawn",
            power=ASK_TO_SPEAK,
        ),
    ),
)  # fmt: skip
