#!/usr/bin/env python3
"""A year with one workbook. People mark copies of it and lists sent out to them: late, in
wrong words, sorted, filtered, cut, widened, in parts, through LibreOffice; they change
customers and write into the log; the copies come back in any order, some twice. At the end
every mark is in the log exactly once or was named, every task that was issued ended as done,
late or superseded or still stands in the plan, and a further run changes no byte.

    tests/scripts/living.py PATH/TO/tierbook [WEEKS [PEOPLE [CUSTOMERS [SEED]]]]

Needs openpyxl; soffice is used where it is installed. What people do to workbooks is in
living_people.py beside this file.
"""

import csv
import datetime as dt
import filecmp
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import openpyxl

from living_people import ALL, FOUND, LOG, PLAN, People, table, text_of

BINARY = Path(sys.argv[1]).resolve()
WEEKS, PEOPLE, CUSTOMERS, SEED = [int(n) for n in (sys.argv[2:] + ["52", "12", "120", "1"][len(sys.argv) - 2:])]
START = dt.date(2025, 11, 24)
BOOK = "客户分层.xlsx"
LEAVES = ("C0007", 30)
"""A customer that is deleted from the customer sheet, and the week."""
REPORT = 60
ENDS = {"done", "late", "superseded"}


class Year:
    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="living-"))
        self.people = People(SEED, PEOPLE, CUSTOMERS, self.folder)
        self.dice = self.people.dice
        self.faults = []
        self.issued = {}
        """Tasks that were shown: the customer of each."""
        self.pending = []
        """Copies on their way back: week, path."""
        self.named = defaultdict(set)
        """What was said of rows of files: by file and row, the words of the findings."""
        self.said = ""
        """Every finding of the year."""
        self.seconds = []
        self.spoken = Counter()
        rules = ['[book]', 'language = "zh"', '[output]', f'path = "{BOOK}"', 'keep = 8']
        if SEED % 2 == 0:
            # Days are full now and then: tasks wait for room.
            rules += ['[team]', 'capacity = 2']
        (self.folder / "rules.toml").write_text("\n".join(rules) + "\n", encoding="utf-8")

    def facts(self, week):
        """The customers and orders as of a week; the day of its run."""
        day = START + dt.timedelta(days=7 * week)
        people = self.people.names
        with open(self.folder / "客户.csv", "w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["客户编号", "客户名称", "负责人", "行业"])
            for n in range(CUSTOMERS):
                # A few come later, and one goes.
                if (n % 17 == 5 and week < n % 50) or (f"C{n:04}" == LEAVES[0] and week >= LEAVES[1]):
                    continue
                rows.writerow([f"C{n:04}", f"公司{n:04}", people[n % PEOPLE], "机械" if n % 2 else "电子"])
        dice = random.Random(7 + SEED)
        with open(self.folder / "订单.csv", "w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["订单编号", "客户编号", "订单日期", "订单金额"])
            number, first = 0, START - dt.timedelta(days=700)
            while first <= day:
                for _ in range(max(1, CUSTOMERS // 60)):
                    who, amount = dice.randrange(CUSTOMERS), dice.randrange(1, 400) * 250
                    number += 1
                    late_comer = who % 17 == 5 and first < START + dt.timedelta(days=7 * (who % 50))
                    # What the customer that goes bought goes, too; late ones bought nothing before.
                    if not late_comer and (f"C{who:04}" != LEAVES[0] or week < LEAVES[1]):
                        rows.writerow([number, f"C{who:04}", first, amount])
                first += dt.timedelta(days=1)
        return day

    def tierbook(self, command, day, files, *more):
        args = [BINARY, command, "--as-of", str(day), "-q", "客户.csv", "订单.csv", *files, *more]
        ran = subprocess.run(args, cwd=self.folder, capture_output=True, text=True)
        if ran.returncode:
            sys.exit(f"{day}: {ran.stderr}")
        return ran

    def week(self, week):
        day = self.facts(week)
        back = [path for due, path in self.pending if due <= week]
        self.pending = [(due, path) for due, path in self.pending if due > week]
        # A copy comes a second time now and then, as it was and under another name.
        again = []
        for path in self.dice.sample(back, min(1, len(back))):
            twin = path.with_stem(path.stem + " 副本")
            shutil.copy(path, twin)
            again.append(twin)
        began = time.time()
        self.tierbook("classify", day, back + again)
        self.seconds.append(time.time() - began)
        self.look(week, day)
        if week < WEEKS:
            self.work(week, day)

    def look(self, week, day):
        """What holds after every run."""
        book = openpyxl.load_workbook(self.folder / BOOK)
        sheet, words, header = table(book, PLAN)
        tasks = {}
        for row in range(header + 1, sheet.max_row + 1):
            task = sheet.cell(row, words["任务编号"]).value
            if task in tasks:
                self.faults.append(f"week {week}: {task} stands twice in the plan")
            if task:
                tasks[task] = sheet.cell(row, words["客户编号"]).value
        self.issued |= tasks
        self.tasks = set(tasks)
        ends = self.ends(book)
        for task in sorted(self.tasks & {task for task, found in ends.items() if found & {"done", "late"}}):
            self.faults.append(f"week {week}: {task} is done and asked for again")
        if FOUND in book.sheetnames:
            self.hear(book[FOUND])
        for task, found in ends.items():
            # Copies that disagree may say both of the first two.
            if "superseded" in found and len(found) > 1:
                self.faults.append(f"week {week}: {task} ended in several ways: {found}")

    def ends(self, book):
        log, heads, first = table(book, LOG)
        ends = defaultdict(set)
        if log is not None:
            for row in range(first + 1, log.max_row + 1):
                if log.cell(row, heads["任务状态"]).value in ENDS:
                    ends[log.cell(row, heads["任务编号"]).value].add(log.cell(row, heads["任务状态"]).value)
        return ends

    def hear(self, sheet):
        """Remembers the findings by file and row."""
        rows = list(sheet.iter_rows(values_only=True))
        first = next(at for at, row in enumerate(rows) if "说明" in row)
        head = {word: at for at, word in enumerate(rows[first]) if word}
        for row in rows[first + 1:]:
            words = " ".join(str(value) for value in row if value is not None)
            self.said += words + "\n"
            self.spoken[row[head["代码"]]] += 1
            place = str(row[head["位置"]] or "").split(" › ")
            line = re.search(r"\d+$", place[-1])
            if line:
                self.named[place[0], line.group()].add(words)

    def work(self, week, day):
        """What people do between this run and the next."""
        path, dice = self.folder / BOOK, self.dice
        sent = self.folder / f"任务 {day}"
        lists = week % 4 == 1
        if lists:
            self.tierbook("schedule", day, [], "--split-by", "owner", "-o", f"{sent}/")
        for person in dice.sample(self.people.names, max(2, PEOPLE // 3)):
            own = sent / f"{person}.xlsx"
            copy = self.folder / f"{person} {day}.xlsx"
            shutil.copy(own if lists and own.exists() else path, copy)
            copy = self.people.fill_in(copy, person, day)
            # Most are back in time; some lie in a bag for weeks.
            self.pending.append((week + 1 + dice.choice([0, 0, 0, 0, 1, 1, 2, 6]), copy))
        if lists:
            for own in sorted(sent.glob("*.xlsx")):
                if openpyxl.load_workbook(own, read_only=True)[PLAN].max_row is None:
                    continue
                self.sent_to_one(own)
        self.people.fill_in_place(path, dice.choice(self.people.names), day)

    def sent_to_one(self, own):
        """A list that is sent out shows its owner's customers and nobody else's."""
        sheet, words, header = table(openpyxl.load_workbook(own), PLAN)
        owners = {sheet.cell(row, words["负责人"]).value for row in range(header + 1, sheet.max_row + 1)}
        if owners - {own.stem, None}:
            self.faults.append(f"{own.name} shows tasks of {owners}")

    def finish(self):
        """What holds at the end."""
        book = openpyxl.load_workbook(self.folder / BOOK)
        self.marks_are_there(book)
        self.edits_are_there(book)
        ends = self.ends(book)
        for task in sorted(self.issued):
            if task not in ends and task not in self.tasks:
                self.faults.append(f"task {task} of {self.issued[task]} has no end")
        kept = sorted(self.folder.glob("客户分层 *.xlsx"))
        if len(kept) > 8:
            self.faults.append(f"{len(kept)} copies are kept")
        day = self.facts(WEEKS + 7)
        self.tierbook("classify", day, [])
        shutil.copy(self.folder / BOOK, self.folder / "before.xlsx")
        self.tierbook("classify", day, [])
        if not filecmp.cmp(self.folder / BOOK, self.folder / "before.xlsx", shallow=False):
            self.faults.append("a further run changes bytes")
        return ends

    def marks_are_there(self, book):
        log, heads, first = table(book, LOG)
        rows = [(str(log.cell(row, heads["备注"]).value or ""), log.cell(row, heads["任务编号"]).value)
                for row in range(first + 1, log.max_row + 1)]
        plan = text_of(book, PLAN)
        for mark in self.people.marks:
            found = [task for note, task in rows if mark.note in note]
            once = len(found) == 1 and (mark.task is None or found[0] == mark.task)
            waits = mark.waits and not found and mark.note in plan
            # Of a customer that is gone the row stays as typed, or its task's end says it.
            if not once and not waits and not (mark.excused(self) and not found):
                self.faults.append(f"mark {mark} is in the log {len(found)} times: {found}")
        for wrong in self.people.wrong:
            if wrong.word not in self.said and not any(
                    (wrong.file, str(row)) in self.named for row in wrong.rows):
                self.faults.append(f"{wrong} was never named")

    def edits_are_there(self, book):
        customers, heads, first = table(book, ALL)
        people = self.people
        # Rows that only wait for their words to be mended ask for nothing. Days come back as
        # days, and a task put off to no day is known by its outcome.
        wrong = {wrong.word for wrong in people.wrong} | {"推迟"}
        rows = [[str(value).removesuffix(" 00:00:00") for value in row if value] for row in book[PLAN].iter_rows(values_only=True)]
        asked_for = {word for row in rows if not wrong & set(row) for word in row}
        for row in range(first + 1, customers.max_row + 1):
            id = customers.cell(row, heads["客户编号"]).value
            cell = lambda word: customers.cell(row, heads[word]).value
            asked = people.edits.get(id, {})
            for heading in ("指定等级", "原因", "我的备注", "勿扰", "负责人"):
                said, wanted = cell(heading), asked.get(heading)
                if heading == "负责人" and wanted is None:
                    wanted = people.names[int(id[1:]) % PEOPLE]
                if said != wanted:
                    self.faults.append(f"{heading} of {id} is {said!r}, not {wanted!r}")
            if asked.get("指定等级") and cell("等级") != asked["指定等级"]:
                self.faults.append(f"the pin of {id} has no effect: {cell('等级')}")
            if asked.get("勿扰") and id in asked_for:
                self.faults.append(f"{id} is not to be contacted and is in the plan")


def main():
    began = time.time()
    year = Year()
    # A few weeks more, in which the last copies come back.
    for week in range(WEEKS + 8):
        year.week(week)
        if sys.stderr.isatty():
            print(f"\r{week} {len(year.faults)}", end="", file=sys.stderr)
    ends = year.finish()
    people = year.people
    how = Counter(end for found in ends.values() for end in found)
    print(f"{WEEKS} weeks, {PEOPLE} people, {CUSTOMERS} customers, seed {SEED}: {people.copies} copies back, "
          f"{len(people.marks)} marks, {len(people.wrong)} wrong ones, {len(year.issued)} tasks "
          f"({', '.join(f'{how[end]} {end}' for end in sorted(ENDS))}, {len(year.tasks)} in the plan); "
          f"a run takes {max(year.seconds):.1f} s at most; {len(year.faults)} faults, "
          f"{time.time() - began:.0f} s, {year.folder}")
    print("  copies:", ", ".join(f"{count} {what}" for what, count in sorted(people.done.items())))
    print("  findings:", ", ".join(f"{count} {what}" for what, count in sorted(year.spoken.items())))
    for fault in year.faults[:REPORT]:
        print(" ", fault)
    sys.exit(bool(year.faults))


main()
