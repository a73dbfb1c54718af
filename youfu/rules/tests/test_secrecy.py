"""The mark of a secret, and speech about secrets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.secrecy import FIRST_PAGE, mark


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("机密★1年", "机密★1年"), ("秘密★", "秘密★"), ("绝密★长期", "绝密★长期"), ("秘密☆6个月", "秘密☆6个月"),
        ("000001\n机密★10年\n特急\n某某文件", "机密★10年"), ("秘密*6个月", "秘密*6个月"), ("机 密 ★ 1 年", "机密★1年"),
        ("绝密", "绝密"), ("  机　密  ", "机密"), ("絕密", "絕密"), ("機密", "機密"), ("机密级", "机密"), ("秘密文件", "秘密"),
        ("某某局文件\n秘密\n关于某事的通知", "秘密"), ("密级：机密", "密级:机密"), ("密 级: 秘密", "密级:秘密"),
        ("【机密】关于某事的通知.docx", "机密"), ("关于某事的通知（秘密）.pdf", "秘密"), ("（绝密）", "绝密"),
        ("[秘密]报告", "秘密"),
        ("机密-关于某事.docx", "机密"), ("秘密_名单.xlsx", "秘密"), ("绝密 方案", "绝密"), ("关于某事的通知-机密.ofd", "机密"),
        ("机密\n某某局文件\n关于某事的通知\n附件：1.名单（秘密）", "机密"), ("密级：机密级", "密级:机密级"),
        ("密级：秘密件", "密级:秘密件"), ("000001机密★1年", "机密★1年"),
        ("机密　　　　特急", "机密"), ("机密.pdf", "机密"), ("机密★1年.tar.gz", "机密★1年"),
    ],
)  # fmt: skip
def test_it_finds_the_mark(text: str, found: str) -> None:
    assert mark(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "", "保守国家秘密", "关于进一步加强保守国家秘密工作的通知", "商业秘密", "个人隐私和商业秘密", "机密性",
        "信息的机密性、完整性",
        "绝密、机密、秘密三级", "秘密级、机密级和绝密级的区分", "工作秘密", "工作秘密管理办法.docx", "不属于国家秘密。",
        "绝密\n机密\n秘密", "密级：无", "密级：公开", "密级：绝密、机密、秘密", "秘密档案的移交.pdf", "他把秘密告诉了我",
        "关于印发《国家秘密定密管理暂行规定》的通知", "涉及国家秘密、商业秘密、个人隐私的政府信息不予公开",
        "密级：绝密级、机密级", "填表说明\n绝密\n秘密\n任选一项", "“秘密”二字", "商业秘密★",
        "无记名（秘密）投票的办法", "秘密投票", "机密计算", "以秘密方式进行", "守口如瓶，不泄露秘密",
    ],
)  # fmt: skip
def test_it_lets_speech_about_secrets_pass(text: str) -> None:
    assert mark(text) == ""


def test_it_looks_at_the_first_page_only() -> None:
    assert mark("字" * FIRST_PAGE + "\n机密★1年") == ""
    assert mark("标题\n" + "正文一行\n" * 20 + "机密★1年") == "机密★1年"


@given(st.text(st.sampled_from("绝机秘密★ \n（）【】：级1年文件x."), max_size=60))
def test_it_answers_whatever_comes(text: str) -> None:
    assert isinstance(mark(text), str)


@given(st.text(st.characters(exclude_characters="密"), max_size=200))
def test_it_never_sees_a_mark_where_none_is_written(text: str) -> None:
    assert mark(text) == ""
