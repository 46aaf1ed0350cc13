#!/usr/bin/env python3
"""A year with one workbook: people mark copies of it late, sort, filter, cut, insert, save
them with other programs, and return them. At the end every mark is in the log exactly once
or was named, every task that was issued has ended or is still in the plan, and a further
run changes no byte.

    tests/scripts/living.py PATH/TO/tierbook [WEEKS [PEOPLE [CUSTOMERS]]]

Needs openpyxl; soffice is used where it is installed.
"""

import csv
import datetime as dt
import filecmp
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

BINARY = Path(sys.argv[1]).resolve()
WEEKS, PEOPLE, CUSTOMERS = [int(n) for n in (sys.argv[2:] + ["52", "12", "120"][len(sys.argv) - 2:])]
DICE = random.Random(20260101)
START = dt.date(2025, 11, 24)
BOOK, PLAN, LOG, ALL, FOUND = "客户分层.xlsx", "跟进计划", "跟进记录", "全部客户", "问题数据"
OUTCOMES = ["已沟通", "未接通", "已成交", "已拒绝", "投诉", "已解决"]
SOFFICE = shutil.which("soffice")

folder = Path(tempfile.mkdtemp(prefix="living-"))
people = [f"业务{n:02}" for n in range(PEOPLE)]


def facts(week):
    day = START + dt.timedelta(days=7 * week)
    with open(folder / "客户.csv", "w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["客户编号", "客户名称", "负责人", "行业"])
        for n in range(CUSTOMERS):
            rows.writerow([f"C{n:04}", f"公司{n:04}", people[n % PEOPLE], "机械" if n % 2 else "电子"])
    dice = random.Random(7)
    with open(folder / "订单.csv", "w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["订单编号", "客户编号", "订单日期", "订单金额"])
        number = 0
        first = START - dt.timedelta(days=700)
        while first <= day:
            for _ in range(max(1, CUSTOMERS // 60)):
                who, amount = dice.randrange(CUSTOMERS), dice.randrange(1, 400) * 250
                number += 1
                rows.writerow([number, f"C{who:04}", first, amount])
            first += dt.timedelta(days=1)
    return day


def run(day, copies=()):
    args = [BINARY, "classify", "--as-of", str(day), "-q", "客户.csv", "订单.csv", *copies]
    ran = subprocess.run(args, cwd=folder, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(f"{day}: {ran.stderr}")


def table(book, name):
    if name not in book.sheetnames:
        return None, {}, 0
    sheet = book[name]
    for row in range(1, 12):
        words = {cell.value: cell.column for cell in sheet[row] if cell.value is not None}
        if "_key" in words or "跟进日期" in words:
            return sheet, words, row
    return sheet, {}, 0


marks, wrong, pinned, noted = [], [], set(), 0


def mark(sheet, words, row, day):
    """One task marked, in one of the ways people have."""
    global noted
    noted += 1
    task = sheet.cell(row, words["任务编号"]).value
    put = lambda heading, value: setattr(sheet.cell(row, words[heading]), "value", value)
    way = DICE.random()
    if way < 0.12:
        word = DICE.choice(["昨天", "上周三", "13月4日", "聊得不错", "有空再说"]) + str(noted)
        put("完成日期" if word[0] in "昨上1" else "结果", word)
        wrong.append((task, word))
        return
    note = f"第{noted}条"
    put("备注", note)
    if way < 0.2:
        put("下次联系", day + dt.timedelta(days=DICE.randrange(5, 30)))
    else:
        put("结果", DICE.choice(OUTCOMES))
        done = day - dt.timedelta(days=DICE.randrange(0, 4))
        if way < 0.8:
            put("完成日期", done if way < 0.6 else done.strftime("%Y/%m/%d"))
        if way > 0.5:
            put("状态", "已完成")
    marks.append((task, note))


def disturb(sheet, words, header):
    """Sorted, filtered, cut, widened: the words may stand elsewhere afterwards."""
    rows = range(header + 1, sheet.max_row + 1)
    way = DICE.randrange(6)
    if way == 0:
        cells = [[sheet.cell(row, column).value for column in range(1, sheet.max_column + 1)] for row in rows]
        cells.sort(key=lambda row: str(row[words["客户名称"] - 1]))
        for row, values in zip(rows, cells):
            for column, value in enumerate(values, 1):
                sheet.cell(row, column).value = value
    elif way == 1:
        # Half of the rows only: the upper ones turned round.
        upper = list(rows)[: len(rows) // 2]
        cells = [[sheet.cell(row, column).value for column in range(1, sheet.max_column + 1)] for row in upper]
        for row, values in zip(upper, reversed(cells)):
            for column, value in enumerate(values, 1):
                sheet.cell(row, column).value = value
    elif way == 2:
        sheet.insert_cols(3)
        sheet.cell(header, 3).value = "我的想法"
    elif way == 3:
        empty = [row for row in rows if not sheet.cell(row, words["备注"]).value
                 and not sheet.cell(row, words["结果"]).value and not sheet.cell(row, words["完成日期"]).value]
        for row in reversed(empty[: len(empty) // 3]):
            sheet.delete_rows(row)
    elif way == 4:
        for row in list(rows)[::3]:
            sheet.row_dimensions[row].hidden = True


def resave(path):
    """The same through LibreOffice."""
    out = folder / "resaved"
    out.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run([SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", out, path],
                   check=True, capture_output=True)
    shutil.move(out / path.name, path)


def fill_in(path, person, day, copy):
    book = openpyxl.load_workbook(path)
    sheet, words, header = table(book, PLAN)
    mine = [row for row in range(header + 1, sheet.max_row + 1)
            if sheet.cell(row, words["负责人"]).value == person and not sheet.cell(row, words["备注"]).value
            and not sheet.cell(row, words["结果"]).value and not sheet.cell(row, words["完成日期"]).value]
    DICE.shuffle(mine)
    due = [row for row in mine if sheet.cell(row, words["到期日"]).value.date() <= day]
    for row in due[: DICE.randrange(1, 6)]:
        mark(sheet, words, row, day)
    if copy:
        disturb(sheet, words, header)
        if DICE.random() < 0.1:
            log, heads, _ = table(book, LOG)
            if log is not None:
                global noted
                noted += 1
                row = log.max_row + 1
                while row > 2 and all(log.cell(row - 1, c).value is None for c in range(1, 8)):
                    row -= 1
                who = DICE.randrange(CUSTOMERS)
                log.cell(row, heads["跟进日期"]).value = day
                log.cell(row, heads["客户名称"]).value = f"公司{who:04}"
                log.cell(row, heads["结果"]).value = "已沟通"
                log.cell(row, heads["备注"]).value = f"第{noted}条"
                marks.append((None, f"第{noted}条"))
    else:
        customers, heads, first = table(book, ALL)
        row = DICE.randrange(first + 1, customers.max_row)
        customers.cell(row, heads["指定等级"]).value = "A"
        customers.cell(row, heads["原因"]).value = "老板要求"
        pinned.add(customers.cell(row, heads["客户编号"]).value)
        if "我的备注" not in heads:
            customers.cell(first, customers.max_column + 1).value = "我的备注"
            heads["我的备注"] = customers.max_column
        customers.cell(row, heads["我的备注"]).value = f"想着{customers.cell(row, heads['客户编号']).value}"
    book.save(path)
    if copy and SOFFICE and DICE.random() < 0.12:
        resave(path)


def text_of(book, name):
    if name not in book.sheetnames:
        return ""
    return "\n".join(str(v) for row in book[name].iter_rows(values_only=True) for v in row if v is not None)


def main():
    began = time.time()
    (folder / "rules.toml").write_text(
        '[book]\nlanguage = "zh"\n[output]\npath = "客户分层.xlsx"\nkeep = 8\n', encoding="utf-8")
    issued, pending, unnamed, faults, finished = set(), [], [], [], set()
    copies = 0
    for week in range(WEEKS + 4):
        day = facts(week)
        now = [path for due, path in pending if due <= week]
        pending = [(due, path) for due, path in pending if due > week]
        # A stale copy comes a second time now and then.
        run(day, now + DICE.sample(now, min(1, len(now))))
        path = folder / BOOK
        book = openpyxl.load_workbook(path, read_only=False)
        sheet, words, header = table(book, PLAN)
        tasks = {sheet.cell(row, words["任务编号"]).value for row in range(header + 1, sheet.max_row + 1)}
        tasks.discard(None)
        issued |= tasks
        found = text_of(book, FOUND)
        log, heads, first = table(book, LOG)
        done = set()
        if log is not None:
            for row in range(first + 1, log.max_row + 1):
                if log.cell(row, heads["任务状态"]).value in ("done", "late"):
                    done.add(log.cell(row, heads["任务编号"]).value)
        for task in sorted(tasks & done):
            faults.append(f"week {week}: {task} is done and asked for again")
        if week < WEEKS:
            for person in DICE.sample(people, max(2, PEOPLE // 3)):
                copy = folder / f"{person} {day}.xlsx"
                shutil.copy(path, copy)
                fill_in(copy, person, day, True)
                copies += 1
                pending.append((week + 1 + DICE.choice([0, 0, 0, 1, 2]), copy))
            fill_in(path, DICE.choice(people), day, False)
    # Words that could not be read were named in the run that saw them; they stand in a dated
    # copy or in the book until somebody mends them. Look at the last book.
    book = openpyxl.load_workbook(folder / BOOK)
    log, heads, first = table(book, LOG)
    notes, ends = {}, {}
    for row in range(first + 1, log.max_row + 1):
        note = log.cell(row, heads["备注"]).value
        task, end = log.cell(row, heads["任务编号"]).value, log.cell(row, heads["任务状态"]).value
        if note:
            notes.setdefault(str(note), []).append(task)
        if end:
            ends.setdefault(task, []).append(end)
    for task, note in marks:
        if notes.get(note) is None or len(notes[note]) != 1 or (task and notes[note][0] != task):
            faults.append(f"mark {note} of {task} is in the log {len(notes.get(note, []))} times: {notes.get(note)}")
    plan, found = text_of(book, PLAN), text_of(book, FOUND)
    for task, word in wrong:
        waits = word in plan and word in found
        if not waits and not set(ends.get(task, [])) & {"done", "late"}:
            faults.append(f"{word!r} of {task} neither waits nor was mended: plan {word in plan}, found {word in found}")
    customers, heads, first = table(book, ALL)
    for row in range(first + 1, customers.max_row + 1):
        id = customers.cell(row, heads["客户编号"]).value
        said = [customers.cell(row, heads[word]).value for word in ("指定等级", "原因", "我的备注", "等级")]
        if id in pinned and said != ["A", "老板要求", f"想着{id}", "A"]:
            faults.append(f"what was set of {id} is lost: {said}")
        if id not in pinned and any(said[:3]):
            faults.append(f"nobody set this of {id}: {said}")
    if "没有采用" in text_of(book, FOUND):
        faults.append("the last run says that something was not taken: " +
                      next(line for line in text_of(book, FOUND).split("\n") if "没有采用" in line))
    now = set(plan.split("\n"))
    for task in sorted(issued):
        if task not in ends and task not in now:
            faults.append(f"task {task} has no end")
    kept = sorted(path.name for path in folder.glob("客户分层 *.xlsx"))
    if len(kept) > 8:
        faults.append(f"{len(kept)} copies are kept")
    day = facts(WEEKS + 3)
    run(day)
    shutil.copy(folder / BOOK, folder / "before.xlsx")
    run(day)
    if not filecmp.cmp(folder / BOOK, folder / "before.xlsx", shallow=False):
        faults.append("a further run changes bytes")
    print(f"{WEEKS} weeks, {copies} copies, {len(marks)} marks, {len(wrong)} wrong words, {len(issued)} tasks, "
          f"{sum(map(len, ends.values()))} ends, {len(faults)} faults, {time.time() - began:.0f} s, {folder}")
    for fault in faults[:40]:
        print(" ", fault)
    sys.exit(bool(faults))


main()
