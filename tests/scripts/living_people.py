"""What people do to workbooks of ours: mark tasks, in their own words and ways, and treat
the sheets as people treat sheets. Takes a workbook, changes it, and remembers what was
marked and set, so that the year can be told whether all of it arrived.
"""

import datetime as dt
import random
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field

import openpyxl

PLAN, LOG, ALL, FOUND = "跟进计划", "跟进记录", "全部客户", "问题数据"
OUTCOMES = ["已沟通", "未接通", "已成交", "已拒绝", "投诉", "已解决"]
SOFFICE = shutil.which("soffice")


@dataclass
class Mark:
    """Something that has to be in the log once."""
    task: str | None
    note: str
    customer: str | None
    file: str
    waits: bool = False
    """A note alone: it waits in the plan and ends with its task."""
    gone: str | None = None
    """The finding that says that it was not taken."""

    def excused(self, year):
        return self.gone is not None and self.gone in year.said


@dataclass
class Wrong:
    """Something that cannot be taken and has to be named: by its word, or by its row."""
    word: str
    file: str
    rows: list = field(default_factory=list)


def table(book, name):
    """The sheet, its columns by heading, and the row of the headings."""
    if name not in book.sheetnames:
        return None, {}, 0
    sheet = book[name]
    for row in range(1, 12):
        words = {cell.value: cell.column for cell in sheet[row] if cell.value is not None}
        if "_key" in words or "跟进日期" in words:
            return sheet, words, row
    return sheet, {}, 0


def text_of(book, name):
    if name not in book.sheetnames:
        return ""
    return "\n".join(str(v) for row in book[name].iter_rows(values_only=True) for v in row if v is not None)


def values(sheet, row, first=1, last=None):
    return [sheet.cell(row, column).value for column in range(first, (last or sheet.max_column) + 1)]


def put_values(sheet, row, cells, first=1):
    for column, value in enumerate(cells, first):
        sheet.cell(row, column).value = value


class People:
    def __init__(self, seed, count, customers, folder):
        self.dice = random.Random(20260100 + seed)
        self.names = [f"业务{n:02}" for n in range(count)]
        self.customers = customers
        self.folder = folder
        self.marks, self.wrong = [], []
        self.edits = {}
        """What is set of customers: by id and heading."""
        self.count = 0
        self.copies = 0
        self.done = Counter()
        """What was done to copies, by name."""

    def next_note(self):
        self.count += 1
        return f"第{self.count:05}条"

    def fill_in(self, path, person, day):
        """Somebody works with a copy; where it is afterwards."""
        self.copies += 1
        book = openpyxl.load_workbook(path)
        sheet, words, header = table(book, PLAN)
        rows = self.mark_some(sheet, words, header, person, day, path.name)
        way = self.dice.choice(TREATMENTS)
        way(self, sheet, words, header, rows, path.name)
        self.done[way.__name__] += 1
        if self.dice.random() < 0.15:
            self.write_into_log(book, day, path.name)
        if self.dice.random() < 0.1:
            book.create_sheet("我的草稿")["A1"] = "自己看的"
        book.save(path)
        if SOFFICE and self.dice.random() < 0.15:
            ending = self.dice.choice(["xlsx", "xlsx", "xlsx", "ods"])
            self.done[f"re-saved as {ending}"] += 1
            path = self.resave(path, ending)
        return path

    def fill_in_place(self, path, person, day):
        """Somebody works with the workbook itself."""
        book = openpyxl.load_workbook(path)
        sheet, words, header = table(book, PLAN)
        self.mark_some(sheet, words, header, person, day, path.name)
        for _ in range(2):
            self.change_customer(book)
        book.save(path)
        if SOFFICE and self.dice.random() < 0.1:
            self.done["re-saved in its place"] += 1
            self.resave(path, "xlsx")

    def mark_some(self, sheet, words, header, person, day, file):
        """Marks some of a person's open tasks, mostly those that are due; the rows marked."""
        cell = lambda row, word: sheet.cell(row, words[word]).value
        mine = [row for row in range(header + 1, sheet.max_row + 1)
                if cell(row, "负责人") == person and cell(row, "状态") in ("待办", "已逾期")
                and not any(cell(row, word) for word in ("完成日期", "结果", "流失原因", "备注", "下次联系"))]
        self.dice.shuffle(mine)
        due = [row for row in mine if cell(row, "到期日").date() <= day]
        early = [row for row in mine if cell(row, "到期日").date() > day]
        rows = due[: self.dice.randrange(1, 6)] + early[: self.dice.choice([0, 0, 1])]
        for row in rows:
            self.mark(sheet, words, row, day, file)
        return rows

    def mark(self, sheet, words, row, day, file):
        """One task marked, in one of the ways people have."""
        dice = self.dice
        task, customer = (sheet.cell(row, words[word]).value for word in ("任务编号", "客户编号"))
        put = lambda heading, value: setattr(sheet.cell(row, words[heading]), "value", value)
        way, note = dice.random(), self.next_note()
        if way < 0.12:
            heading, word = dice.choice([
                ("完成日期", "昨天"), ("完成日期", "上周三"), ("完成日期", "13月4日"), ("结果", "聊得不错"),
                ("结果", "有空再说"), ("下次联系", "过完年"), ("状态", "差不多"), ("状态", "在跟")])
            word += str(self.count)
            put(heading, word)
            self.wrong.append(Wrong(word, file))
            return
        if way < 0.14:
            # A day that has not come, and a task put off to no day.
            ahead = day + dt.timedelta(days=400 + self.count % 300)
            put("完成日期", ahead)
            self.wrong.append(Wrong(str(ahead), file))
            return
        if way < 0.16:
            put("结果", "推迟")
            self.wrong.append(Wrong("任务推迟了", file, [row]))
            return
        put("备注", note)
        # What ended otherwise is not taken and named by its note.
        mark = Mark(task, note, customer, file, gone=note)
        self.marks.append(mark)
        later = day + dt.timedelta(days=dice.randrange(5, 45))
        if way < 0.24:
            put("下次联系", later)
            if way < 0.2:
                put("结果", "推迟")
        elif way < 0.28:
            put("状态", dice.choice(["取消", "已取消"]))
        elif way < 0.34:
            mark.waits = True
        else:
            outcome = dice.choice(OUTCOMES)
            put("结果", dice.choice([outcome, f" {outcome} "]))
            if outcome == "已拒绝":
                put("流失原因", "价格")
            # Some remember weeks later.
            done = day - dt.timedelta(days=dice.choice([0, 0, 1, 2, 3, 9, 20]))
            if way < 0.85:
                put("完成日期", dice.choice([done, done.strftime("%Y/%m/%d"), f"{done.year}年{done.month}月{done.day}日"]))
            if way > 0.6:
                put("状态", dice.choice(["已完成", "完成"]))
            if dice.random() < 0.2:
                put("下次联系", later)

    def write_into_log(self, book, day, file):
        """A contact nobody asked for, with the name alone."""
        log, heads, _ = table(book, LOG)
        if log is None:
            return
        row = log.max_row + 1
        while row > 2 and all(value is None for value in values(log, row - 1, 1, 8)):
            row -= 1
        who, note = self.dice.randrange(self.customers), self.next_note()
        put = lambda heading, value: setattr(log.cell(row, heads[heading]), "value", value)
        put("跟进日期", day)
        put("客户名称", f"公司{who:04}")
        put("结果", self.dice.choice(["已沟通", "未接通"]))
        put("备注", note)
        self.marks.append(Mark(None, note, f"C{who:04}", file))

    def change_customer(self, book):
        """A pin, an owner, a do-not-contact, a cell of an own column."""
        customers, heads, first = table(book, ALL)
        row = self.dice.randrange(first + 1, customers.max_row + 1)
        id = customers.cell(row, heads["客户编号"]).value
        if not id:
            return
        if "我的备注" not in heads:
            heads["我的备注"] = customers.max_column + 1
            customers.cell(first, heads["我的备注"]).value = "我的备注"
        kind = self.dice.choice(["pin", "pin", "note", "owner", "quiet"])
        if kind == "quiet" and self.dice.random() < 0.6:
            kind = "note"
        cells = {
            "pin": {"指定等级": self.dice.choice("ABC"), "原因": "老板要求"},
            "note": {"我的备注": f"想着{id}第{self.count}次"},
            "owner": {"负责人": self.dice.choice(self.names)},
            "quiet": {"勿扰": "是"},
        }[kind]
        for heading, value in cells.items():
            customers.cell(row, heads[heading]).value = value
        self.edits.setdefault(id, {}).update(cells)

    def resave(self, path, ending):
        """The same through LibreOffice."""
        out = self.folder / "resaved"
        out.mkdir(exist_ok=True)
        profile = f"-env:UserInstallation=file://{self.folder}/profile"
        subprocess.run([SOFFICE, profile, "--headless", "--convert-to", ending, "--outdir", out, path],
                       check=True, capture_output=True)
        new = path.with_suffix(f".{ending}")
        shutil.move(out / new.name, new)
        return new

    def unmarked(self, sheet, words, header):
        marks = ("备注", "结果", "完成日期", "下次联系")
        return [row for row in range(header + 1, sheet.max_row + 1)
                if not any(sheet.cell(row, words[word]).value for word in marks)
                and sheet.cell(row, words["状态"]).value in ("待办", "已逾期")]


def as_it_is(people, sheet, words, header, rows, file):
    """Nothing."""


def sorted_rows(people, sheet, words, header, rows, file):
    """All of it, by another column."""
    all_rows = range(header + 1, sheet.max_row + 1)
    by = words[people.dice.choice(["客户名称", "到期日", "等级"])]
    cells = sorted((values(sheet, row) for row in all_rows), key=lambda row: str(row[by - 1]))
    for row, cells in zip(all_rows, cells):
        put_values(sheet, row, cells)
    forget_rows(people, file)


def some_rows_sorted(people, sheet, words, header, rows, file):
    """The upper half of the rows, turned round."""
    upper = list(range(header + 1, sheet.max_row + 1))
    upper = upper[: len(upper) // 2]
    cells = [values(sheet, row) for row in upper]
    for row, cells in zip(upper, reversed(cells)):
        put_values(sheet, row, cells)
    forget_rows(people, file)


def some_columns_sorted(people, sheet, words, header, rows, file):
    """The columns from the due day on: the hidden key stays where it was."""
    all_rows = list(range(header + 1, sheet.max_row + 1))
    first = words["到期日"]
    cells = [values(sheet, row, first) for row in all_rows]
    people.dice.shuffle(cells)
    for row, cells in zip(all_rows, cells):
        put_values(sheet, row, cells, first)
    forget_rows(people, file)


def filtered(people, sheet, words, header, rows, file):
    """A filter that hides rows, marked ones among them."""
    for row in range(header + 1, sheet.max_row + 1, 3):
        sheet.row_dimensions[row].hidden = True
    sheet.auto_filter.ref = sheet.dimensions


def rows_deleted(people, sheet, words, header, rows, file):
    """A third of what was not marked."""
    for row in reversed(people.unmarked(sheet, words, header)[::3]):
        sheet.delete_rows(row)
    forget_rows(people, file)


def columns_inserted(people, sheet, words, header, rows, file):
    """Two columns, one without a heading."""
    sheet.insert_cols(words["到期日"])
    sheet.cell(header, words["到期日"]).value = "我的想法"
    sheet.insert_cols(1)


def columns_deleted(people, sheet, words, header, rows, file):
    """What nobody reads; also the column of task ids."""
    for column in sorted((words[word] for word in ("理由", "目标", "任务编号") if word in words), reverse=True):
        sheet.delete_cols(column)


def columns_moved(people, sheet, words, header, rows, file):
    """The marks first."""
    width = sheet.max_column
    for row in range(1, sheet.max_row + 1):
        cells = values(sheet, row, 1, width)
        put_values(sheet, row, cells[words["状态"] - 1:] + cells[: words["状态"] - 1])


def title_above(people, sheet, words, header, rows, file):
    """A title and an empty line."""
    sheet.insert_rows(1, 2)
    sheet.cell(1, 1).value = "本周任务"
    forget_rows(people, file)


def renamed(people, sheet, words, header, rows, file):
    """The sheet, and a heading in English."""
    sheet.title = "本周"
    sheet.cell(header, words["结果"]).value = "Outcome"


def row_copied(people, sheet, words, header, rows, file):
    """A marked row stands once more below."""
    if rows:
        put_values(sheet, sheet.max_row + 1, values(sheet, rows[0]))


def row_added(people, sheet, words, header, rows, file):
    """A task of their own."""
    row = sheet.max_row + 1
    sheet.cell(row, words["客户名称"]).value = "公司0001"
    sheet.cell(row, words["备注"]).value = "自己加的"
    people.wrong.append(Wrong("这一行不是任务", file, [row]))


def key_dragged(people, sheet, words, header, rows, file):
    """A key dragged down, so that it counts up."""
    open_rows = people.unmarked(sheet, words, header)
    if open_rows:
        cell = sheet.cell(open_rows[0], words["_key"])
        cell.value = cell.value[:-1] + ("A" if cell.value[-1] != "A" else "B")
        people.wrong.append(Wrong("_key", file, [open_rows[0]]))


def forget_rows(people, file):
    """Rows moved: what was to be named by its row is named by its words."""
    for wrong in people.wrong:
        if wrong.file == file:
            wrong.rows = []


def marked_twice(people, sheet, words, header, rows, file):
    """Two copies of one row that say different things: both are kept."""
    if rows and sheet.cell(rows[0], words["结果"]).value in OUTCOMES:
        cells = values(sheet, rows[0])
        note = people.next_note()
        cells[words["备注"] - 1] = note
        task, customer = (sheet.cell(rows[0], words[word]).value for word in ("任务编号", "客户编号"))
        put_values(sheet, sheet.max_row + 1, cells)
        people.marks.append(Mark(task, note, customer, file))
        people.wrong.append(Wrong(f"任务 {task} 的填写不止一种", file))


TREATMENTS = [as_it_is, as_it_is, sorted_rows, sorted_rows, some_rows_sorted, some_columns_sorted, filtered,
              rows_deleted, columns_inserted, columns_deleted, columns_moved, title_above, renamed, row_copied,
              row_added, key_dragged, marked_twice]
