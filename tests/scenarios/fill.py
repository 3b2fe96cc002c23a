#!/usr/bin/env python3
"""Types into cells of a workbook, as a clerk does: fill.py FILE.xlsx E10=30 B5=企业技术中心 …

Only what this program itself writes: one sheet, the cells there already.
"""

import re
import sys
import zipfile
from xml.sax.saxutils import escape

SHEET = "xl/worksheets/sheet1.xml"


def typed(sheet, cell, text):
    """The sheet with the cell's content replaced, its style kept."""
    number = re.fullmatch(r"-?\d+(\.\d+)?", text)
    content = f"<v>{text}</v>" if number else f"<is><t>{escape(text)}</t></is>"
    kind = "" if number else ' t="inlineStr"'
    pattern = re.compile(rf'<c r="{cell}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)')
    sheet, times = pattern.subn(lambda match: f'<c r="{cell}"{match.group(1)}{kind}>{content}</c>', sheet)
    if times != 1:
        sys.exit(f"{cell}: no such cell")
    return sheet


def main():
    path, *cells = sys.argv[1:]
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts[SHEET].decode("utf-8")
    for assignment in cells:
        sheet = typed(sheet, *assignment.split("=", 1))
    parts[SHEET] = sheet.encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)


main()
