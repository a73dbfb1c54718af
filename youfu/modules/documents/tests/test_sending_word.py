"""The Word file: its measures are those of GB/T 9704-2012; LibreOffice makes pages of 22 lines of 28 characters of it."""

from __future__ import annotations

import io
import itertools
import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from youfu.modules.documents.models import Number, NumberSeries, OfficialDocument
from youfu.modules.documents.pages.sending.layout import Paper, paper_of
from youfu.modules.documents.pages.sending.wordfile import word_file
from youfu.modules.documents.tests.sending import BODY, TITLE

ISSUER = "桐乡市退役军人事务局"
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"')
SENTENCE = "退役军人事务局优抚褒扬科负责本地区优抚对象资格年审工作"
POINTS_PER_MM = 72 / 25.4
ORDER = {  # ECMA-376, 17.3.1.26 and 17.3.2.28, as far as the file goes
    "pPr": [
        "keepNext",
        "framePr",
        "widowControl",
        "pBdr",
        "tabs",
        "autoSpaceDE",
        "autoSpaceDN",
        "spacing",
        "ind",
        "jc",
    ],
    "rPr": ["rFonts", "color", "spacing", "sz", "lang"],
}


def paper(attachments: tuple[str, ...] = (), **given: Any) -> Paper:
    values: dict[str, Any] = {
        "direction": "out", "state": "issued", "kind": "notice", "title": TITLE, "body": BODY, "dated": date(2026, 11, 7),
        "printed_on": date(2026, 11, 8), "main_to": "各镇（街道）退役军人服务站", "copy_to": "市财政局，市农商银行",
        "signer": "徐卫东",
    }  # fmt: skip
    document = OfficialDocument(**(values | given))
    document.number = Number(text="桐退役军人发〔2026〕1号")
    return paper_of(document, ISSUER, attachments)


def opened(paper: Paper) -> Any:
    return Document(io.BytesIO(word_file(paper, title="x")))


def line(document: Any, text: str) -> Any:
    return next(p for p in document.paragraphs if text in p.text)


def font(run: Any) -> str:
    return str(run._r.rPr.rFonts.get(qn("w:eastAsia")))


def border(paragraph: Any, side: str) -> dict[str, str]:
    found = paragraph._p.pPr.find(f"{qn('w:pBdr')}/{qn(f'w:{side}')}")
    return {name.rpartition("}")[2]: value for name, value in found.attrib.items()}


class TestMeasures:
    def test_it_is_a4_with_a_text_of_156_by_225_mm(self) -> None:
        section = opened(paper()).sections[0]
        page = (section.page_width, section.page_height)
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(length.mm) for length in (*page, *margins)] == [210, 297, 37, 35, 28, 26]

    def test_it_sets_22_lines_of_28_characters(self) -> None:
        document = opened(paper())
        text = line(document, "为确保抚恤").paragraph_format
        assert text.line_spacing == Pt(28.95)
        assert 22 * text.line_spacing <= Mm(225) < 23 * text.line_spacing
        normal = document.styles["Normal"]
        squeezed = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val")))  # twentieths of a point
        character = normal.font.size + Pt(squeezed / 20)
        assert 28 * character <= Mm(156) < 29 * character
        assert normal.font.size == Pt(16)
        assert text.first_line_indent == 2 * character

    def test_it_puts_the_red_name_35_mm_down_the_number_two_lines_below_and_a_red_line_under_it(self) -> None:
        document = opened(paper())
        name, number = document.paragraphs[:2]
        assert name.text == f"{ISSUER}文件"
        assert round(name.paragraph_format.space_before.mm) == 35
        run = name.runs[0]
        assert (font(run), str(run.font.color.rgb)) == ("方正小标宋简体", "C8102E")
        assert number.text == "桐退役军人发〔2026〕1号"
        assert number.paragraph_format.space_before == Pt(28.95 * 2)
        below = border(number, "bottom")
        assert below["color"] == "C8102E"
        under = (
            int(below["space"]) / POINTS_PER_MM + 1.5
        )  # characters of 三号 end 1.5 mm above the end of their line
        assert round(under) == 4

    def test_it_sets_each_level_in_its_typeface(self) -> None:
        body = "一、年审范围。凡在本县的。\n（一）在乡。参战的。\n1.残疾。甲\n（1）一级。乙\n各镇照办。"
        document = opened(paper(body=body))
        heads = {p.runs[0].text: p.runs[0] for p in document.paragraphs if p.runs}
        assert font(heads["一、年审范围。"]) == "黑体"
        assert font(heads["（一）在乡。"]) == "楷体_GB2312"
        assert heads["1.残疾。甲"]._r.rPr is None  # the ordinary 仿宋 of the style
        assert document.styles["Normal"].font.name == "仿宋_GB2312"
        title = line(document, TITLE[:5]).runs[0]
        assert (font(title), title.font.size) == ("方正小标宋简体", Pt(22))

    def test_it_names_what_may_stand_in_for_each_font(self) -> None:
        with zipfile.ZipFile(io.BytesIO(word_file(paper(), title="x"))) as package:
            table = package.read("word/fontTable.xml").decode()
        assert re.findall(r'w:name="(仿宋_GB2312)"><w:altName w:val="([^"]+)"', table) == [
            ("仿宋_GB2312", "仿宋")
        ]
        assert 'w:name="方正小标宋简体"' in table

    def test_it_numbers_odd_pages_at_the_right_and_even_ones_at_the_left(self) -> None:
        document = opened(paper())
        section = document.sections[0]
        assert document.settings.odd_and_even_pages_header_footer
        odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
        assert (odd.alignment, even.alignment) == (2, 0)
        for number in (odd, even):
            assert "".join(t.text for t in number._p.iter(qn("w:t"))) == "— 1 —"
            assert (number.runs[0].font.size, font(number.runs[0])) == (Pt(14), "宋体")
            assert number.paragraph_format.right_indent == number.paragraph_format.left_indent == Pt(14)

    def test_it_closes_with_the_record_between_lines_of_the_laid_down_width(self) -> None:
        document = opened(paper())
        copies, printed = line(document, "抄送："), line(document, "印发")
        assert (border(copies, "top")["sz"], border(printed, "top")["sz"], border(printed, "bottom")["sz"]) == (
            "8", "6", "8",
        )  # fmt: skip  # eighths of a point: 0.35, 0.26 and 0.35 mm
        assert printed.text.split("\t")[1:] == [f"{ISSUER}办公室", "2026年11月8日印发"]
        assert copies.runs[0].font.size == Pt(14)

    def test_it_ends_the_date_four_characters_from_the_right_with_the_name_centred_over_it(self) -> None:
        document = opened(paper())
        day = line(document, "2026年11月7日")
        name = document.paragraphs[[p._p for p in document.paragraphs].index(day._p) - 1]
        assert round(day.paragraph_format.right_indent / Pt(15.75)) == 4
        middle = day.paragraph_format.right_indent / Pt(15.75) + 6.5 / 2  # 2026年11月7日 is 6.5 wide
        assert abs(name.paragraph_format.right_indent / Pt(15.75) + 10 / 2 - middle) < 0.1

    def test_it_keeps_the_end_of_the_text_with_the_signature(self) -> None:
        ends_with_table = opened(paper(body="请填报。\n| 环节 | 单位 |\n| 走访 | 服务站 |"))
        cells = [p for row in ends_with_table.tables[0].rows for cell in row.cells for p in cell.paragraphs]
        assert all(p.paragraph_format.keep_with_next for p in cells)
        assert line(opened(paper(body="请填报。")), "请填报。").paragraph_format.keep_with_next
        assert not line(opened(paper(body="内容" * 200)), "内容").paragraph_format.keep_with_next

    def test_it_lists_attachments_by_number_unless_there_is_one(self) -> None:
        several = opened(paper(("名单.xlsx", "登记表.docx")))
        assert line(several, "附件：").text == "附件：1.名单"
        assert (
            line(several, "2.登记表").paragraph_format.left_indent
            == line(several, "附件：").paragraph_format.left_indent
        )
        assert line(opened(paper(("名单.xlsx",))), "附件：").text == "附件：名单"

    def test_it_names_the_signer_of_what_goes_up(self) -> None:
        number = opened(paper(kind="request")).paragraphs[1]
        assert number.text == "\t桐退役军人发〔2026〕1号\t签发人：徐卫东"
        assert font(number.runs[-1]) == "楷体_GB2312"

    def test_it_heads_a_letter_with_double_red_lines(self) -> None:
        document = opened(paper(kind="letter"))
        section = document.sections[0]
        name, foot = section.first_page_header.paragraphs[0], section.first_page_footer.paragraphs[0]
        assert (name.text, round(section.header_distance.mm), round(section.footer_distance.mm)) == (
            ISSUER,
            30,
            20,
        )
        assert {border(name, "bottom")["color"], border(foot, "top")["color"]} == {"C8102E"}
        wide = Mm(156) - name.paragraph_format.left_indent - name.paragraph_format.right_indent
        assert round(wide / Mm(1)) == 170
        assert foot.text == ""
        assert not [p for p in document.paragraphs if "印发" in p.text]

    def test_it_holds_html_and_odd_characters_as_text(self) -> None:
        document = opened(paper(body='<b>甲</b> & "乙"\n| <i> | 2 |\n| 丙 |', title="<script>"))
        assert line(document, '<b>甲</b> & "乙"').text == '<b>甲</b> & "乙"'
        assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
            ["<i>", "2"],
            ["丙", ""],
        ]

    @pytest.mark.parametrize("kind", ["notice", "request", "letter"])
    def test_it_keeps_to_the_order_word_asks_for(self, kind: str) -> None:
        file = zipfile.ZipFile(
            io.BytesIO(word_file(paper(("甲", "乙"), kind=kind, note="联系人"), title="x"))
        )
        for name in ("word/document.xml", "word/footer1.xml", "word/styles.xml"):
            text = re.sub(r"<w:(pBdr|tabs)>.*?</w:\1>", r"<w:\1/>", file.read(name).decode())
            for tag, wanted in ORDER.items():
                for inside in re.findall(rf"<w:{tag}>(.*?)</w:{tag}>", text):
                    found = [t for t in re.findall(r"<w:(\w+)", inside) if t in wanted]
                    assert found == sorted(found, key=wanted.index)

    @pytest.mark.parametrize(
        ("note", "printed"),
        [("联系人：张三（办公室）", "（联系人：张三（办公室））"), ("（联系人：张三）", "（联系人：张三）"),
         ("（张三（办公室））", "（张三（办公室））"), ("（一）甲（二）", "（（一）甲（二））"), ("（", "（（）")],
    )  # fmt: skip
    def test_it_closes_the_brackets_of_a_note(self, note: str, printed: str) -> None:
        assert paper(note=note).note == printed

    def test_it_prints_what_was_kept_with_odd_characters(self) -> None:
        assert paper(("名单\x0b一\x07.xlsx",)).attachments == ("名单 一",)
        assert line(opened(paper(("名单\x0b一\x07.xlsx",))), "附件").text == "附件：名单 一"

    @pytest.mark.parametrize("kind", ["notice", "letter"])
    @pytest.mark.parametrize(("state", "stamp"), [("cancelled", "作废"), ("withdrawn", "已撤回")])
    def test_it_says_on_every_page_that_it_no_longer_holds(self, kind: str, state: str, stamp: str) -> None:
        section = opened(paper(kind=kind, state=state)).sections[0]
        heads = [section.header, section.even_page_header]
        heads += [section.first_page_header] if kind == "letter" else []
        for head in heads:
            assert f"（{stamp}，不再有效）" in "".join(p.text for p in head.paragraphs)
        assert "不再有效" not in "".join(
            p.text for p in opened(paper(kind=kind)).sections[0].header.paragraphs
        )

    def test_it_strikes_only_a_number_that_came_to_nothing(self) -> None:
        assert not paper(state="withdrawn").void


class TestNumberToCome:
    def test_it_leaves_room_for_the_number(self) -> None:
        document = OfficialDocument(direction="out", state="draft", kind="notice", title=TITLE)
        assert paper_of(document, ISSUER).number == "〔待编号〕"
        series = NumberSeries(
            purpose="out",
            code="桐退役军人发",
            template="{code}〔{year}〕{serial}号",
            region_id="330483000000",
        )
        document.series = series
        assert re.fullmatch(r"桐退役军人发〔20\d\d〕　号", paper_of(document, ISSUER).number)
        series.template = "{code}〔{year}〕{serial:04d}号"
        assert re.fullmatch(r"桐退役军人发〔20\d\d〕　号", paper_of(document, ISSUER).number)


@pytest.mark.slow
class TestInLibreOffice:
    """What a word processor makes of it."""

    def lines(
        self, tmp_path: Path, paper: Paper
    ) -> tuple[list[tuple[float, float]], list[list[tuple[float, float, str]]]]:
        """Sizes of the pages, and of each page its lines from the top: y, height and text."""
        for program in ("soffice", "pdftotext"):
            if shutil.which(program) is None:
                pytest.skip(
                    f"{program} is not on this machine: what LibreOffice makes of the Word file was not looked at"
                )
        source = tmp_path / "paper.docx"
        source.write_bytes(word_file(paper, title="x"))
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        convert = [
            "soffice",
            "--headless",
            profile,
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(source),
        ]
        subprocess.run(convert, check=True, capture_output=True, timeout=120)
        text = self.printed(tmp_path)
        sizes = [
            (float(w), float(h)) for w, h in re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', text)
        ]
        return sizes, [self.on_page(page) for page in text.split("<page ")[1:]]

    def printed(self, tmp_path: Path) -> str:
        """The words of the pages with their boxes."""
        read = ["pdftotext", "-bbox-layout", str(tmp_path / "paper.pdf"), "-"]
        return subprocess.run(read, check=True, capture_output=True, text=True, timeout=60).stdout

    def on_page(self, page: str) -> list[tuple[float, float, str]]:
        rows: dict[float, str] = {}
        for y, word in re.findall(r'<word xMin="[\d.]+" yMin="([\d.]+)"[^>]*>([^<]*)</word>', page):
            near = next((known for known in rows if abs(known - float(y)) < 6), float(y))
            rows[near] = rows.get(near, "") + word
        return [(y / POINTS_PER_MM, 0.0, text) for y, text in sorted(rows.items())]

    def test_it_makes_pages_of_22_lines_of_28_characters(self, tmp_path: Path) -> None:
        body = "\n".join(SENTENCE * 12 for _ in range(5))
        sizes, pages = self.lines(tmp_path, paper(body=body))
        assert {(round(w / POINTS_PER_MM), round(h / POINTS_PER_MM)) for w, h in sizes} == {(210, 297)}
        full = [row for row in pages[1] if "—" not in row[2]]
        assert len(full) == 22
        assert max(len(text) for _y, _h, text in full) == 28
        assert (
            sum(len(text) == 28 for _y, _h, text in full) >= 18
        )  # all but the first and last of each paragraph
        apart = {round(b[0] - a[0], 1) for a, b in itertools.pairwise(full)}
        assert apart == {10.2}
        assert full[0][0] >= 37
        assert full[-1][0] + 7 <= 297 - 35

    def test_it_puts_the_head_and_the_record_where_they_belong(self, tmp_path: Path) -> None:
        _sizes, pages = self.lines(tmp_path, paper())
        first, last = pages[0], pages[-1]
        name = next(y for y, _h, text in first if "事务局文件" in text)
        assert 70 <= name <= 75  # 37 mm of margin and 35 mm
        printed = next(y for y, _h, text in last if "印发" in text)
        copies = next(y for y, _h, text in last if "抄送" in text)
        assert 244 <= copies < printed <= 262
        assert 265 <= next(y for y, _h, text in last if text.startswith("—")) <= 272

    @pytest.mark.parametrize(
        "ending", ["", "\n| 环节 | 责任单位 |\n| 走访 | 服务站 |"], ids=["text", "table"]
    )
    def test_it_never_leaves_the_signature_alone_on_a_page(self, tmp_path: Path, ending: str) -> None:
        for length in range(3, 13):
            body = "为做好工作，现将有关事项通知如下。" + "\n（一）各镇按期办理。" * length + ending
            pages = self.lines(tmp_path, paper(body=body))[1]
            signed = next(page for page in pages if any("月7日" in text for _y, _h, text in page))
            above = [text for _y, _h, text in signed if "办理" in text or "服务站" in text]
            assert above, length

    @pytest.mark.parametrize("length", range(8, 20, 2))
    def test_it_never_prints_the_record_over_the_text(self, tmp_path: Path, length: int) -> None:
        body = BODY + "\n某某内容某某内容某某内容。" * length
        self.lines(tmp_path, paper(body=body, copy_to="市财政局，" * 12 + "市档案馆"))
        for page in self.printed(tmp_path).split("<page ")[1:]:
            words = [tuple(map(float, found)) for found in WORD.findall(page)]
            for (left, top, right, bottom), (a, b, c, d) in itertools.combinations(words, 2):
                across = min(right, c) - max(left, a) > 1
                assert not (across and min(bottom, d) - max(top, b) > 6), (
                    top,
                    b,
                )  # points: a line has 12 and more
