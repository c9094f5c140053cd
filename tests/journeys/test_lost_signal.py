"""A leader in a basement: what he types survives a lost signal and a restart of the phone, and is sent once."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys import story

MINUTES = "配电房在地下室，没有信号。查出进线端子松动，已紧固并复测三相电压。"
CURE = "紧固端子，更换烧蚀触点。"


def test_a_record_typed_without_a_signal_is_kept_and_sent_once(windows, demo, picture):
    demo.behind("clear_the_week")
    officer, contact = windows.as_role("县总干部"), windows.as_role("企业联系人")
    number = story.orders_a_dish(contact, title="地下配电房频繁跳闸")
    team = story.offers_to_the_first(officer, number)
    leader = windows.by_phone("队长", demo.behind("phone_of_leader", team))
    story.accepts(leader, number)
    story.fixes_a_date(officer, number, starts_at=story.in_a_moment())
    officer.reads("已提出时间")
    story.agrees(contact, number)
    story.promises(leader, number)
    story.begins_the_visit(leader, number)

    leader.opens(f"/cases/{number}/do/claim")
    leader.fills("这次做了什么", MINUTES)
    leader.context.set_offline(True)
    leader.fills("处理经过", CURE)
    leader.page.get_by_label("后续建议").focus()
    leader.reads("没有信号，草稿存在手机里")

    leader.context.set_offline(False)
    leader.page.reload()
    leader.reads_in("这次做了什么", MINUTES)
    leader.reads_in("处理经过", CURE)

    leader.picks("解决了", of="解决了吗")
    leader.attaches("现场照片", picture)
    leader.context.set_offline(True)
    sent = []
    leader.page.on("request", lambda request: sent.append(request) if is_the_record(request, number) else None)
    leader.presses("提交，请企业确认")
    leader.reads("没有信号。内容存在手机里，有信号后自动提交，请不要关闭本页。")
    expect(leader.page.get_by_role("button", name="提交，请企业确认")).to_be_disabled()

    leader.context.set_offline(False)
    leader.reads("记录已提交，等企业确认。")
    answered = [request for request in sent if request.response() is not None]
    assert len(answered) == 1, "a record that could not be sent must arrive once, not twice"
    leader.reads(MINUTES, within="上门")
    told = leader.page.get_by_role("listitem").filter(has_text="填了入企记录，报办结")
    expect(told).to_have_count(1)
    leader.opens("/mine")
    leader.misses("份草稿")


def is_the_record(request, number: str) -> bool:
    return bool(request.method == "POST" and request.url.endswith(f"/cases/{number}/do/claim"))
