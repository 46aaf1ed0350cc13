#!/usr/bin/env python3
"""Reads calendars with the Python package icalendar and says what it finds.

    pip install icalendar
    tierbook schedule customers.csv orders.csv -o tasks.ics
    tests/scripts/ics.py tasks.ics

Ends with 1 if a calendar is not what tierbook promises: whole days, one UID a task,
texts that survive writing and reading, lines of at most 75 octets.
"""

import sys
from datetime import date, timedelta

from icalendar import Calendar


def faults(raw):
    for number, line in enumerate(raw.split(b"\r\n"), 1):
        if len(line) > 75:
            yield f"line {number} has {len(line)} octets"
        if b"\n" in line or b"\r" in line:
            yield f"line {number} has a bare line end"
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            yield f"line {number} cuts a character"
    calendar = Calendar.from_ical(raw)
    if calendar.get("METHOD") != "PUBLISH" or calendar.get("VERSION") != "2.0":
        yield "the calendar is not published as version 2.0"
    seen = set()
    for event in calendar.walk("VEVENT"):
        uid = str(event["UID"])
        if event.errors:
            yield f"{uid}: {event.errors}"
        start, end = event.decoded("DTSTART"), event.decoded("DTEND")
        if type(start) is not date or end - start != timedelta(days=1):
            yield f"{uid}: {start} to {end} is not one whole day"
        if uid in seen:
            yield f"{uid} stands twice"
        seen.add(uid)
        if event["TRANSP"] != "TRANSPARENT" or int(event["SEQUENCE"]) < 0:
            yield f"{uid}: transparency or sequence"
        alarms = event.walk("VALARM")
        if len(alarms) != 1 or alarms[0].decoded("TRIGGER") != timedelta(hours=9):
            yield f"{uid}: no reminder at 9"
        if "\\" in str(event["SUMMARY"]) or not event["CATEGORIES"].cats:
            yield f"{uid}: {event['SUMMARY']!r}"
    # Written again by the package and read once more, it says the same.
    again = Calendar.from_ical(calendar.to_ical())
    texts = [
        [(str(event["UID"]), str(event["SUMMARY"]), str(event["DESCRIPTION"])) for event in one.walk("VEVENT")]
        for one in (calendar, again)
    ]
    if texts[0] != texts[1]:
        yield "texts change when the package writes them"
    print(f"{len(seen)} events, first {texts[0][0] if texts[0] else None}")


def main():
    wrong = 0
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            raw = file.read()
        print(path, end=": ")
        for fault in faults(raw):
            wrong = 1
            print(f"  {fault}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
