"""Names as people search for them."""

from __future__ import annotations

import pytest

from youfu.kit.pinyin import COMPOUND, SINGLE, pinyin_of


class TestPinyinOf:
    @pytest.mark.parametrize(
        ("name", "full", "initials"),
        [
            ("陈建国", "chenjianguo", "cjg"), ("单建国", "shanjianguo", "sjg"), ("仇小红", "qiuxiaohong", "qxh"),
            ("区达", "ouda", "od"), ("解放", "xiefang", "xf"), ("欧阳修", "ouyangxiu", "oyx"), ("单于飞", "chanyufei", "cyf"),
            ("尉迟恭", "yuchigong", "ycg"), ("尉健行", "weijianxing", "wjx"), ("王单", "wangdan", "wd"),
            ("买买提·吐尔逊", "maimaititu'erxun".replace("'", ""), "mmttex"), ("王 红", "wanghong", "wh"),
            ("Anna李", "annali", "al"), ("", "", ""),
        ],
    )  # fmt: skip
    def test_it_reads_surnames_as_surnames(self, name: str, full: str, initials: str) -> None:
        assert pinyin_of(name) == (full, initials)

    @pytest.mark.parametrize("surname", sorted({*COMPOUND, *SINGLE}))
    def test_it_gives_plain_lower_case_letters(self, surname: str) -> None:
        full, initials = pinyin_of(f"{surname}建国")
        assert full.isascii()
        assert full.islower()
        assert len(initials) == len(surname) + 2

    def test_it_fits_the_column(self) -> None:
        full, initials = pinyin_of("阿" * 60)
        assert (len(full) <= 120, len(initials) <= 30) == (True, True)
