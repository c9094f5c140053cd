from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from gongqiao.kernel.notices.channels import AliyunSms, ChannelFailed, sms
from gongqiao.kernel.notices.tests.aliyun_double import SendSms, running

PHONE = "13900000001"


@pytest.fixture
def service():
    return SendSms("key-1", "很长的 secret&1")


@pytest.fixture
def adapter(service, settings):
    with running(service) as endpoint:
        settings.SMS_CHANNEL = "aliyun"
        settings.SMS_OPTIONS = {
            "endpoint": endpoint, "access_key_id": service.key_id, "access_key_secret": service.key_secret,
            "sign_name": "江门工会", "code_template": "SMS_CODE", "notice_template": "SMS_NOTICE",
        }  # fmt: skip
        yield settings.SMS_OPTIONS


class TestAliyun:
    def test_sends_a_code_and_returns_the_receipt(self, service, adapter):
        assert sms().send(PHONE, "code", {"code": "012345"}) == "biz-1"
        sent = service.sent[0]
        assert (sent["PhoneNumbers"], sent["SignName"]) == (PHONE, "江门工会")
        assert json.loads(sent["TemplateParam"]) == {"code": "012345"}

    @pytest.mark.parametrize("title", ["请确认上门时间：11月24日 周二 14:00", "a*b~c d+e/f=g&h%", "🔧 “引号”"])
    def test_signs_every_character_as_the_service_does(self, service, adapter, title):
        sms().send(PHONE, "notice", {"title": title})
        assert json.loads(service.sent[0]["TemplateParam"]) == {"title": title}

    def test_uses_each_nonce_once(self, service, adapter):
        for _ in range(20):
            sms().send(PHONE, "code", {"code": "1"})
        assert len(service.nonces) == 20

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"access_key_secret": "other"}, "SignatureDoesNotMatch"),
            ({"access_key_id": "other"}, "InvalidAccessKeyId.NotFound"),
            ({"code_template": "SMS_GONE"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ],
    )
    def test_gives_up_where_trying_again_will_not_help(self, service, adapter, change, says):
        with pytest.raises(ChannelFailed, match=says) as failed:
            AliyunSms(**{**adapter, **change}).send(PHONE, "code", {"code": "1"})
        assert failed.value.is_final

    @pytest.mark.parametrize(
        ("status", "code"),
        [
            (200, "isv.BUSINESS_LIMIT_CONTROL"),
            (503, "ServiceUnavailable"),
            (500, "InternalError"),
            (400, "Throttling.User"),
        ],
    )
    def test_tries_again_where_it_may_help(self, service, adapter, status, code):
        service.says = (status, code)
        with pytest.raises(ChannelFailed, match=code) as failed:
            sms().send(PHONE, "code", {"code": "1"})
        assert not failed.value.is_final

    def test_tries_again_when_nobody_answers(self, adapter):
        with pytest.raises(ChannelFailed) as failed:
            AliyunSms(**{**adapter, "endpoint": "http://127.0.0.1:9/"}).send(PHONE, "code", {"code": "1"})
        assert not failed.value.is_final


class TestEveryChannel:
    @pytest.mark.parametrize("channel", ["file", "aliyun"])
    def test_refuses_the_numbers_of_demo_data(self, service, adapter, settings, channel):
        settings.SMS_CHANNEL = channel
        with pytest.raises(ChannelFailed, match="demo") as failed:
            sms().send("10040000001", "code", {"code": "1"})
        assert failed.value.is_final
        assert service.sent == []


class TestFile:
    def test_writes_one_line_a_message_for_the_owner_alone(self, settings, tmp_path):
        settings.SMS_CHANNEL, settings.OUTGOING = "file", tmp_path / "outgoing"
        sms().send(PHONE, "code", {"code": "012345"})
        sms().send(PHONE, "notice", {"title": "请确认"})
        (written,) = Path(settings.OUTGOING).glob("sms-*.jsonl")
        assert [json.loads(line)["kind"] for line in written.read_text(encoding="utf-8").splitlines()] == [
            "code",
            "notice",
        ]
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
