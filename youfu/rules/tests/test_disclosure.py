"""What is found before something is made public, and what is none of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youfu.rules.disclosure import METADATA, findings, in_all, missing
from youfu.rules.identifiers import check_digit

ID = "330499195005011235"
ID = ID[:17] + check_digit(ID[:17])
CARD = "6230580000123456"


def luhn(head: str) -> str:
    """The head with the digit that makes it a card number."""
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(head)))
    return head + str(-total % 10)


def kinds(text: str) -> list[str]:
    return [found.kind for found in findings(text)]


class TestFindings:
    @pytest.mark.parametrize(
        "text",
        [
            ID,
            f"身份证{ID}，已核",
            f"{ID[:6]} {ID[6:14]} {ID[14:]}",
            f"{ID[:6]}-{ID[6:14]}-{ID[14:]}",
            f"{ID[:6]}\n{ID[6:14]}\n{ID[14:]}",
            "３３０４９９１９５００５０１１２３" + ID[17],
            ID[:10] + "\u200b" + ID[10:],
            f"编号2026 {ID}",
            "330499500501123",
            "330499 500501 123",
            "身份证号：330499195005011230",  # a mistyped one is somebody's all the same
            f"1{ID}"[1:] + "13800001234",  # nothing between two numbers
        ],
    )
    def test_it_finds_an_id_number_however_it_is_written(self, text: str) -> None:
        assert "id" in kinds(text)

    @pytest.mark.parametrize(
        "text",
        [
            "13800001234", "电话：13800001234。", "138 0000 1234", "138-0000-1234", "+86 13800001234", "8613800001234",
            "１３８００００１２３４", "张某13800001234李某13900001234",
        ],
    )  # fmt: skip
    def test_it_finds_a_mobile_number(self, text: str) -> None:
        assert set(kinds(text)) == {"phone"}

    @pytest.mark.parametrize(
        "text",
        [luhn(CARD[:15]), "账号 1011 0001 2345", "卡号：" + CARD, "开户行桐乡农商银行，账号201000123456789"],
    )
    def test_it_finds_a_bank_account(self, text: str) -> None:
        assert kinds(text) == ["account"]

    def test_it_finds_a_card_in_groups(self) -> None:
        card = luhn("623058000012345678")
        assert kinds(" ".join(card[i : i + 4] for i in range(0, 19, 4))) == ["account"]

    @pytest.mark.parametrize(
        "text",
        [
            "桐退役军人发〔2026〕12号", "330483/2024-123331", "索引号 330483/2024-000001 330483/2024-000002",
            "金额 1,234,567.89 元", "13800001234元", "￥13800001234", "13800001234.56", "2026-11-28", "2026年11月28日",
            "2026-11-28 2027-01-05", "20261128", "0573-88888888", "0573-8888888", "88888888", "010-12345678",
            "邮编 314500", "330483100000", "第1条第2款第3项", "11330483MB1234567X", "", "１２３", "共 4826 人 3910 户",
            "2024 000001", "统一编号 2026110000012",
            "专项资金账户截至2026-11-30余额", "账户：2026-1-15－2026-11-30",
        ],
    )  # fmt: skip
    def test_it_lets_other_numbers_pass(self, text: str) -> None:
        assert kinds(text) == []

    @given(
        st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(1, 999), st.text("中文，。 \n", max_size=8),
        st.sampled_from(["", " ", "-", "－", "　"]), st.booleans(),
    )  # fmt: skip
    def test_it_finds_every_valid_id_in_any_text(
        self, born: date, serial: int, around: str, between: str, wide: bool
    ) -> None:
        head = f"330499{born:%Y%m%d}{serial:03d}"
        number = head + check_digit(head)
        written = between.join((number[:6], number[6:14], number[14:]))
        if wide:
            written = written.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})
        assert kinds(f"{around}{written}{around}") == ["id"]

    @given(st.integers(0, 10**12), st.text("甲乙：，", max_size=5))
    def test_it_finds_every_card_number(self, serial: int, around: str) -> None:
        assert kinds(f"{around}{luhn(f'6230{serial:014d}')}{around}") == ["account"]

    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 999_999))
    def test_it_lets_every_day_and_every_index_number_pass(self, day: date, serial: int) -> None:
        assert (
            kinds(f"{day:%Y-%m-%d} {day:%Y%m%d} 330483/{day:%Y}-{serial:06d} 桐发〔{day:%Y}〕{serial}号")
            == []
        )

    @given(st.text(max_size=60))
    def test_it_bears_any_text(self, text: str) -> None:
        findings(text)

    def test_it_shows_no_number_in_its_excerpt(self) -> None:
        other = "13900005678"
        found = findings(f"张某 {ID} {other}")
        for finding in found:
            assert ID not in finding.excerpt
            assert other not in finding.excerpt
            assert ID[6:14] not in finding.excerpt
        assert [f.kind for f in found] == ["id", "phone"]
        assert "330499********" in found[0].excerpt

    def test_it_says_where(self) -> None:
        assert [where for where, _f in in_all([("标题", "甲"), ("正文", ID), ("附件1", "13800001234")])] == [
            "正文",
            "附件1",
        ]


class TestMetadata:
    def test_it_counts_as_the_guideline_does(self) -> None:
        needs = [element.need for element in METADATA]
        assert [needs.count(need) for need in ("must", "if_any", "may")] == [6, 3, 5]
        assert len({element.code for element in METADATA}) == 14

    def test_it_names_what_is_missing(self) -> None:
        given = {"title": "甲", "made_on": date(2026, 1, 1), "subject": " ", "issuer": "局"}
        assert missing(given) == ["subject"]
        assert missing({}) == ["title", "made_on", "subject", "issuer"]
