"""Calls as CSV that spreadsheets can open without computing anything."""

import csv
import io
from collections.abc import Iterable

from pbxdialer.core.call import Call
from pbxdialer.core.language import Language
from pbxdialer.core.wording import call_sentence
from pbxdialer.directory.csv_export import quoted


def calls_as_csv(calls: Iterable[Call], tr: Language) -> bytes:
    """Return `calls` as a CSV file in UTF-8, with the mark by which Excel recognises it; times are local."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        [
            *(tr("Time"), tr("Name"), tr("Company"), tr("Number"), tr("Dialled"), tr("Outcome"), tr("Seconds")),
            *(tr("Rings first"), tr("Account"), tr("Note"), "external_id"),
        ]
    )
    for call in calls:
        row = [
            call.requested_at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
            *(call.name, call.company, call.number, call.dial_string, call_sentence(call, tr).title),
            "" if call.duration_s is None else str(call.duration_s),
            f"{call.destination.kind}: {call.destination.name}",
            *(call.account_name, call.note, call.external_id),
        ]
        writer.writerow(map(quoted, row))
    return text.getvalue().encode("utf-8-sig")
