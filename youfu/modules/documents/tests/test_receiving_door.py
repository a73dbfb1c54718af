"""The door for files of documents: what comes in with its words, and what stays outside with one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from youfu.kit.errors import Refused
from youfu.kit.tests.papers import Upload, pdf, picture
from youfu.modules.documents.actions import door, pdftext
from youfu.modules.documents.tests import office as make
from youfu.rules.search_terms import LONGEST

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DTD = '<!DOCTYPE w [<!ENTITY x "y">]>'


MARK = {"A": "机", "B": "密", "C": "★"}


def written(
    text: str, *, letters: dict[str, str] | None = None, blank: int = 0, pictured: bool = False
) -> bytes:
    """A PDF with one line of text and properties; some `letters` are others when read out. Pages behind it hold none, perhaps a
    picture stands beside the line."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                             NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
    if letters:
        pairs = "".join(
            f"<{ord(code):02X}> <{said.encode('utf-16-be', 'surrogatepass').hex()}>\n"
            for code, said in letters.items()
        )
        table = DecodedStreamObject()
        table.set_data(
            "begincmap\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
            f"{len(letters)} beginbfchar\n{pairs}endbfchar\nendcmap".encode()
        )
        font[NameObject("/ToUnicode")] = writer._add_object(table)
    resources = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    page[NameObject("/Resources")] = resources
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    if pictured:
        image = DecodedStreamObject()
        image[NameObject("/Subtype")] = NameObject("/Image")
        held = DictionaryObject({NameObject("/Im0"): writer._add_object(image)})
        resources[NameObject("/XObject")] = writer._add_object(held)
    for _n in range(blank):
        writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": "a title"})
    target = Upload(b"")
    writer.write(target)
    return target.getvalue()


class TestHonest:
    @pytest.mark.parametrize(
        ("data", "name", "kind", "words"),
        [
            (make.docx("第一段", "第二段"), "通知.docx", door.DOCX, "第一段\n第二段"),
            (make.xlsx("梧桐街道", "12"), "表.XLSX", door.XLSX, "名单\n梧桐街道\t12\t13800000000"),
            (make.ofd("各镇（街道）："), "通知.ofd", door.OFD, "各镇（街道）："),
            (make.docx("无名"), "通知", door.DOCX, "无名"),
            (written("Hello"), "a.pdf", "application/pdf", "Hello"),
        ],
    )  # fmt: skip
    def test_it_lets_in_with_its_words(self, data: bytes, name: str, kind: str, words: str) -> None:
        found = door.examine(Upload(data, name))
        assert (found.kind, found.data) == (kind, data)
        for word in words.splitlines():
            assert word in found.text
        assert found.name.lower().endswith(door.SUFFIXES[kind][0])

    @pytest.mark.parametrize(
        ("data", "name", "whole"),
        [
            (written("Hello"), "a.pdf", True),
            (written("A cover", blank=20), "a.pdf", False),
            (written("x" * (door.LONGEST + 1)), "a.pdf", False),
            (written("Hello", pictured=True), "a.pdf", False),
            (pdf(), "a.pdf", False),
            (make.docx("一段"), "a.docx", True),
            (make.docx("一段", more={"word/fonts/font1.odttf": b"\0"}), "a.docx", True),
            (make.docx("一段", more={"word/media/image1.png": picture("PNG")}), "a.docx", False),
            (make.docx("一段", more={"word/media/image1.svg": "<svg/>"}), "a.docx", False),
            (make.docx("长" * (door.LONGEST + 1)), "a.docx", False),
            (make.docx(" "), "a.docx", False),
            (make.xlsx("甲"), "a.xlsx", True),
            (make.xlsx("甲", more={"xl/charts/chart1.xml": "<c/>"}), "a.xlsx", False),
            (make.ofd("甲"), "a.ofd", True),
            (make.ofd("甲", more={"Doc_0/Res/image_1.jb2": b"\1"}), "a.ofd", False),
            (picture("PNG"), "a.png", False),
        ],
    )  # fmt: skip
    def test_it_says_whether_that_is_all(self, data: bytes, name: str, whole: bool) -> None:
        assert door.examine(Upload(data, name)).whole is whole

    def test_it_says_that_time_ran_out(self, monkeypatch: Any) -> None:
        monkeypatch.setattr(door, "READING_SECONDS", 0.01)
        assert not door.examine(Upload(written("Hello"), "a.pdf")).whole

    def test_it_paints_a_picture_anew_and_calls_it_what_it_is(self) -> None:
        found = door.examine(Upload(picture("PNG"), "扫描.PNG"))
        assert (found.kind, found.name, found.pages) == ("image/jpeg", "扫描.jpg", 1)

    def test_it_lets_a_link_stand_that_somebody_has_to_click(self) -> None:
        link = make.relations(make.relation("hyperlink", "https://www.gov.cn/", external=True))
        assert door.examine(Upload(make.docx(more={"word/_rels/document.xml.rels": link}), "a.docx")).text

    def test_it_lets_a_field_stand_that_only_leads_to_an_address(self) -> None:
        for address in ("https://www.example.org/link/a", "https://www.example.org/import/"):
            found = door.examine(Upload(code(f'HYPERLINK "{address}"'), "a.docx"))
            assert found.kind == door.DOCX

    def test_it_reads_a_workbook_as_it_is_seen(self) -> None:
        found = door.examine(Upload(shared(("乙", "甲", "没有显示的"), (1, 0)), "a.xlsx"))
        assert found.text.splitlines() == ["甲\t乙", "名单", "没有显示的"]

    def test_it_keeps_what_a_database_can_take(self) -> None:
        found = door.examine(Upload(written("xAyBz", letters={"A": "\ud840", "B": "\0"}), "a.pdf"))
        assert found.text.strip() == "xyz"

    @pytest.mark.parametrize(
        ("build", "whole"),
        [
            (lambda: make.docx("短"), True),
            (lambda: make.docx("长" * LONGEST), True),
            (lambda: make.docx("长" * LONGEST, "尾"), False),
            (lambda: make.docx("长" * LONGEST, *["尾" * LONGEST] * 2), False),
            (lambda: written("Hello"), True),
            (lambda: written("x" * (LONGEST + 1)), False),
            (pdf, False),
            (picture, False),
        ],
    )
    def test_it_says_whether_all_of_it_was_read(self, build: Callable[[], bytes], whole: bool) -> None:
        found = door.examine(Upload(build(), "a"))
        assert (found.whole, len(found.text) <= LONGEST) == (whole, True)

    def test_it_reads_on_behind_a_page_that_cannot_be_read(self, monkeypatch: Any) -> None:
        from pypdf import PageObject

        pages = iter(["", "第二页"])

        def read(page: Any) -> str:
            if text := next(pages):
                return text
            raise ValueError("broken")

        monkeypatch.setattr(PageObject, "extract_text", read)
        assert list(pdftext.pieces(pdf(2))) == [[], "", "第二页", False]

    def test_it_says_that_the_time_was_up(self, monkeypatch: Any) -> None:
        monkeypatch.setattr(door, "READING_SECONDS", 0.01)
        found = door.examine(Upload(written("Hello"), "a.pdf"))
        assert (found.text, found.whole) == ("", False)

    def test_it_shortens_a_long_name(self) -> None:
        assert len(door.examine(Upload(make.docx(), "长" * 300 + ".docx")).name) <= 200

    def test_it_reads_what_was_struck_out(self) -> None:
        body = f'<w:document xmlns:w="{make.W}"><w:p><w:del><w:r><w:delText>旧话</w:delText></w:r></w:del></w:p></w:document>'
        assert "旧话" in door.examine(Upload(make.docx(body=body), "a.docx")).text


def shared(strings: tuple[str, ...], cells: tuple[int, ...]) -> bytes:
    """A workbook whose cells show strings by their number."""
    kept = "".join(f"<si><t>{said}</t></si>" for said in strings)
    shown = "".join(f'<c t="s"><v>{number}</v></c>' for number in cells)
    return make.xlsx(
        more={
            "xl/sharedStrings.xml": f'<sst xmlns="{make.S}">{kept}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{make.S}"><sheetData><row>{shown}</row></sheetData></worksheet>',
        }
    )


def outside(kind: str) -> dict[str, str]:
    return {
        "word/_rels/document.xml.rels": make.relations(
            make.relation(kind, "https://elsewhere.example/x", external=True)
        )
    }


def code(instruction: str) -> bytes:
    half = len(instruction) // 2
    runs = "".join(
        f"<w:r><w:instrText>{p}</w:instrText></w:r>" for p in (instruction[:half], instruction[half:])
    )
    return make.docx(body=f'<w:document xmlns:w="{make.W}"><w:body><w:p>{runs}</w:p></w:body></w:document>')


HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "a.pdf", "0 字节"),
    "a zip that calls itself pdf": (make.docx, "a.pdf", "文件名写的是 .pdf，内容却是 DOCX"),
    "a workbook that calls itself docx": (make.xlsx, "a.docx", "内容却是 XLSX"),
    "a pdf that calls itself docx": (pdf, "a.docx", "内容却是 PDF"),
    "a picture that calls itself exe": (picture, "a.jpg.exe", "内容却是 JPG"),
    "a program": (lambda: b"MZ" + b"\0" * 500, "a.pdf", "只接受"),
    "a page of html": (lambda: b"<html><script>alert(1)</script></html>", "a.pdf", "只接受"),
    "a plain zip": (lambda: make.packed({"a.txt": "x"}), "a.zip", "压缩文件"),
    "a docm": (
        lambda: make.docx(kind="application/vnd.ms-word.document.macroEnabled.main+xml"), "a.docm", "宏",
    ),
    "a macro inside a docx": (lambda: make.docx(more={"word/vbaProject.bin": OLE}), "a.docx", "宏"),
    "a macro under another name": (lambda: make.docx(more={"word/VBAPROJECT2.BIN": OLE}), "a.docx", "宏"),
    "a macro in an ofd": (lambda: make.ofd(more={"Doc_0/x/vbaProject.bin": OLE}), "a.ofd", "宏"),
    "a locked office file": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "已加密"),
    "an old doc": (lambda: OLE + b"\0" * 500, "a.doc", "旧格式"),
    "a locked pdf": (lambda: pdf(1, secret="x"), "a.pdf", "密码"),
    "a lively pdf": (lambda: pdf(1, action={"/S": "/JavaScript", "/JS": "app.alert(1)"}), "a.pdf", "脚本"),
    "an ole object": (lambda: make.docx(more={"word/embeddings/oleObject1.bin": OLE}), "a.docx", "嵌入"),
    "a linked workbook under another name": (
        lambda: make.xlsx(more={
            "xl/x/a.xml": "<externalLink/>",
            "xl/_rels/workbook.xml.rels": make.relations(make.relation("externalLink", "x/a.xml")),
        }), "a.xlsx", "引用了外部",
    ),
    "a secret mark across the page": (
        lambda: make.docx(more={
            "word/header1.xml": f'<w:hdr xmlns:w="{make.W}" xmlns:v="urn:schemas-microsoft-com:vml"><w:p><w:pict><v:shape>'
            '<v:textpath string="机密"/></v:shape></w:pict></w:p></w:hdr>',
        }), "a.docx", "密级标志“机密”",
    ),
    "a secret mark at the head of a sheet": (
        lambda: make.xlsx(more={
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{make.S}"><row><c><v>{"1" * 5_000}</v></c></row>'
            '<headerFooter><oddHeader>&amp;C&amp;"黑体,常规"&amp;16机密★1年</oddHeader></headerFooter></worksheet>',
        }), "a.xlsx", "密级标志“机密★1年”",
    ),
    "a control": (lambda: make.docx(more={"word/activeX/activeX1.xml": "<a/>"}), "a.docx", "嵌入"),
    "a program inside": (lambda: make.ofd(more={"Doc_0/Attachs/a.exe": b"MZ"}), "a.ofd", "嵌入"),
    "a web page inside": (lambda: make.docx(more={"word/a.html": "<p>x</p>"}), "a.docx", "嵌入"),
    "an alternative text": (
        lambda: make.docx(more={"word/_rels/document.xml.rels": make.relations(make.relation("aFChunk", "x.dat"))}),
        "a.docx", "嵌入",
    ),
    "a template elsewhere": (lambda: make.docx(more=outside("attachedTemplate")), "a.docx", "外部"),
    "a picture elsewhere": (lambda: make.docx(more=outside("image")), "a.docx", "外部"),
    "links of a workbook": (lambda: make.xlsx(more={"xl/externalLinks/externalLink1.xml": "<a/>"}), "a.xlsx", "外部"),
    "a dde field": (lambda: code('DDEAUTO c:\\\\windows\\\\cmd.exe "/k x"'), "a.docx", "外部"),
    "a dtd": (lambda: make.docx(body=DTD + make.paragraphs("x")), "a.docx", "DTD"),
    "a dtd in a part without a name": (lambda: make.docx(more={"word/x.dat": DTD + "<a/>"}), "a.docx", "DTD"),
    "a dtd in an ofd": (lambda: make.ofd(more={"Doc_0/x.xml": DTD + "<a/>"}), "a.ofd", "DTD"),
    "a way up": (lambda: make.docx(more={"../../etc/x.xml": "<a/>"}), "a.docx", "路径"),
    "an absolute way": (lambda: make.docx(more={"/etc/x.xml": "<a/>"}), "a.docx", "路径"),
    "a backslash": (lambda: make.docx(more={"word\\..\\x.xml": "<a/>"}), "a.docx", "路径"),
    "broken xml": (lambda: make.docx(body="<w:document"), "a.docx", "损坏"),
    "half a file": (lambda: make.docx()[:-40], "a.docx", "损坏"),
    "two directories": (lambda: make.docx() + make.docx(), "a.docx", "损坏"),
    "a bomb": (lambda: make.docx(more={"word/media/a.bin": b"\0" * 30_000_000}), "a.docx", "解压后太大"),
    "a bomb of xml": (
        lambda: make.docx(more={f"word/x{n}.xml": b"<a>" + b"<b/>" * 1_000_000 + b"</a>" for n in range(15)}),
        "a.docx", "解压后太大",
    ),
    "a bomb of words": (lambda: make.docx(*["x"] * 400_000), "a.docx", "解压后太大"),
    "many parts": (lambda: make.docx(more={f"word/x{n}.xml": "<a/>" for n in range(2100)}), "a.docx", "内容项太多"),
    "a mark in the name": (make.docx, "【机密】关于某事.docx", "文件名有密级标志“机密”"),
    "a mark on the first page": (lambda: make.docx("机密★1年", "通知"), "a.docx", "文件首页有密级标志“机密★1年”"),
    "a mark in the header": (
        lambda: make.docx("通知", more={"word/header1.xml": make.paragraphs("秘密★").replace("document", "hdr")}),
        "a.docx", "文件首页有密级标志",
    ),
    "a mark among the keywords": (
        lambda: make.docx(more={"docProps/core.xml": make.about(keywords="通知, 秘密")}), "a.docx", "文件属性有密级标志",
    ),
    "a mark below long comments": (
        lambda: make.docx("机密★10年", "通知", more={"word/comments.xml": make.paragraphs(*["意见很长。" * 60] * 9)}),
        "a.docx", "文件首页有密级标志“机密★10年”",
    ),
    "a mark in the first cell that was typed last": (
        lambda: shared((*["说明很长。" * 60] * 9, "机密★10年"), (9, *range(9))), "a.xlsx", "文件首页有密级标志“机密★10年",
    ),
    "a mark on the second sheet": (
        lambda: make.xlsx("很长。" * 800, more={
            "xl/worksheets/sheet2.xml": f'<a xmlns="{make.S}"><row><c t="inlineStr"><is><t>秘密</t></is></c></row></a>',
        }), "a.xlsx", "文件首页有密级标志“秘密”",
    ),
    "a mark in a pdf whose properties are none": (
        lambda: re.sub(rb"/Info \d+ 0 R", b"/Info 5", written("ABC1", letters=MARK)), "a.pdf", "文件首页有密级标志“机密★1”",
    ),
    "a mark in the title of an ofd": (lambda: make.ofd(title="绝密★"), "a.ofd", "文件属性有密级标志“绝密★”"),
    "a mark on a page of an ofd": (lambda: make.ofd("秘密★6个月", "通知"), "a.ofd", "文件首页有密级标志"),
}  # fmt: skip


class TestHostile:
    @pytest.mark.parametrize("case", HOSTILE)
    def test_it_refuses_with_one_sentence(self, case: str) -> None:
        build, name, words = HOSTILE[case]
        with pytest.raises(Refused, match=words) as refusal:
            door.examine(Upload(build(), name))
        assert "请" in str(refusal.value)  # what to do next
        assert str(refusal.value).endswith("。")

    @pytest.mark.parametrize(
        "name",
        [
            "../../etc/passwd.docx",
            "C:\\a\\b.docx",
            "a\0.docx",
            "a\u202excod.exe",
            "..",
            "a\nb.docx",
            "a\u200b.docx",
            "",
        ],
    )
    def test_it_refuses_a_name_that_plays_tricks(self, name: str) -> None:
        with pytest.raises(Refused, match="文件名"):
            door.examine(Upload(make.docx(), name))

    def test_it_does_not_read_what_is_too_large(self) -> None:
        class Huge:
            name, size = "a.pdf", 500 * 1024 * 1024

            def read(self, most: int) -> bytes:
                raise AssertionError("it was read")

        with pytest.raises(Refused, match="50 MB"):
            door.examine(Huge())

    def test_it_does_not_believe_a_size(self, monkeypatch: Any) -> None:
        monkeypatch.setattr(door, "MAX_BYTES", 10)
        with pytest.raises(Refused, match="50 MB"):
            door.examine(Upload(make.docx(), "a.docx"))
