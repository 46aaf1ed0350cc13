"""Looks at a workbook that tierbook wrote, before and after LibreOffice saved it again.

    python3 tests/look/book.py BOOK.xlsx [FOLDER]

Needs openpyxl and soffice; the suite needs neither, so it does not run this. Checks that
the book opens, that cells have the types their columns promise, and that charts, lists,
filters, widths, hidden columns and the keys of rows survive a re-save. With a FOLDER it
leaves a PDF and a PNG of every page there. Prints what it counted; exits 1 at a fault.
"""

import collections
import datetime
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile

import openpyxl

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DAYS = {"due", "done_day", "next_day", "next_due", "tier_since", "type_since", "first_order",
        "last_order", "last_contact", "day"}
NUMBERS = {"days_overdue", "amount_12m", "amount", "orders", "rank", "share", "cumulative_share",
           "r", "f", "m", "orders_12m", "count", "days_since_last_order"}


def fault(text):
    print("FAULT:", text)
    sys.exit(1)


def resaved(book, ending, folder):
    """The book as LibreOffice saves it."""
    profile = "-env:UserInstallation=file://" + os.path.join(folder, "profile")
    subprocess.run(["soffice", "--headless", profile, "--convert-to", ending, "--outdir", folder, book],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return os.path.join(folder, os.path.splitext(os.path.basename(book))[0] + "." + ending)


def check_value(body):
    digest = hashlib.sha256(b"tierbook 1\n" + body.encode()).digest()
    return "".join(LETTERS[byte % 32] for byte in digest[:4])


def key(text):
    """What a key cell is about; None for any other text, a fault for a damaged one."""
    if not isinstance(text, str) or not re.match(r"(task|customer) ", text) or " #" not in text:
        return None
    body, check = text.rsplit(" #", 1)
    if check_value(body) != check:
        fault(f"the check value of {text!r} is wrong")
    return tuple(body.split(" ", 1))


def card(book):
    """Sheets with their roles and columns, as the hidden sheet names them."""
    sheet = book["_tierbook"]
    if sheet.sheet_state == "visible":
        fault("_tierbook is visible")
    sheets, facts = {}, {}
    for what, name, word, heading, whose in sheet.iter_rows(min_row=2, max_col=5, values_only=True):
        if what == "sheet":
            sheets[name] = (word, [])
        elif what == "column":
            sheets[name][1].append((word, heading, whose))
        else:
            facts[what] = str(word)
    if facts.get("format") not in ("1", "1.0"):
        fault(f"format {facts.get('format')}")
    return sheets


def header_row(sheet, columns):
    for number, row in enumerate(sheet.iter_rows(max_row=5, values_only=True), 1):
        if columns and [heading for _, heading, _ in columns][:3] == list(row[:3]):
            return number
    fault(f"{sheet.title}: no header")


def types(sheet, header, columns):
    """Counts cells that have the type their column promises."""
    counted = collections.Counter()
    for row in sheet.iter_rows(min_row=header + 1, values_only=True):
        for (word, _, whose), value in zip(columns, row):
            if value is None:
                continue
            if whose == "theirs":
                counted["theirs"] += 1
            elif word in DAYS:
                if not isinstance(value, datetime.datetime):
                    fault(f"{sheet.title}: {word} holds {value!r}, no day")
                counted["days"] += 1
            elif word in NUMBERS:
                if not isinstance(value, (int, float)):
                    fault(f"{sheet.title}: {word} holds {value!r}, no number")
                counted["numbers"] += 1
            else:
                counted["texts"] += 1
            if isinstance(value, str) and value.startswith("#"):
                fault(f"{sheet.title}: {word} holds {value!r}")
    return counted


def seen(path):
    """All that has to survive a re-save."""
    book = openpyxl.load_workbook(path)
    parts = zipfile.ZipFile(path).namelist()
    found = {"sheets": book.sheetnames,
             "hidden": [sheet.title for sheet in book if sheet.sheet_state != "visible"],
             "charts": len([part for part in parts if re.match(r"xl/charts/chart\d+\.xml", part)])}
    keys, lists, filters, frozen, hidden, widths, looks = [], {}, {}, {}, {}, {}, {}
    counted = collections.Counter()
    sheets = card(book)
    for name, (role, columns) in sheets.items():
        if not columns:
            continue
        sheet = book[name]
        header = header_row(sheet, columns)
        counted += types(sheet, header, columns)
        words = [word for word, _, _ in columns]
        if "_key" in words:
            place = words.index("_key") + 1
            found_keys = [key(sheet.cell(row, place).value) for row in range(header + 1, sheet.max_row + 1)]
            keys += [(role, one) for one in found_keys if one]
            hidden[name] = sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].hidden
        validations = sheet.data_validations.dataValidation
        lists[name] = sorted((rule.type, str(rule.sqref).split(":")[0]) for rule in validations)
        for rule in validations:
            if rule.type == "list" and "_lists" not in rule.formula1:
                fault(f"{name}: a list stands in the rule itself: {rule.formula1}")
        filters[name] = (sheet.auto_filter.ref or "").split(":")[0]
        frozen[name] = sheet.freeze_panes
        first = sheet.column_dimensions["A"].width
        widths[name] = round(first)
        looks[name] = len(sheet.conditional_formatting) > 0
    found.update(keys=keys, lists=lists, filters=filters, frozen=frozen, key_hidden=hidden, widths=widths, looks=looks)
    return found, counted


def compare(before, after):
    for what, value in before.items():
        # Without a window LibreOffice writes no frozen rows, whatever it read.
        if what == "frozen":
            continue
        other = after[what]
        if what == "widths":
            for name, width in value.items():
                if abs(width - other[name]) > 1:
                    fault(f"{name}: the first column was {width} wide and is {other[name]}")
        elif value != other:
            fault(f"{what} did not survive:\n  {value}\n  {other}"[:2000])


def main():
    book = sys.argv[1]
    before, counted = seen(book)
    with tempfile.TemporaryDirectory() as folder:
        after, _ = seen(resaved(book, "xlsx", folder))
        compare(before, after)
    if any(not pane for pane in before["frozen"].values()):
        fault(f"a sheet has no frozen header: {before['frozen']}")
    print(f"{book}: {len(before['sheets'])} sheets, {before['charts']} charts, {len(before['keys'])} keys,",
          ", ".join(f"{count} {what}" for what, count in sorted(counted.items())))
    if len(sys.argv) > 2:
        folder = sys.argv[2]
        os.makedirs(folder, exist_ok=True)
        pdf = resaved(book, "pdf", folder)
        subprocess.run(["pdftoppm", "-r", "70", "-png", pdf, os.path.join(folder, "page")], check=True)


if __name__ == "__main__":
    main()
