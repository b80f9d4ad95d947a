"""The log is JSON, a line a record, whatever stands in it."""

from __future__ import annotations

import json
import logging

from api.logs import JsonLines


def test_a_record_is_one_line_of_json() -> None:
    extra = {"requestId": "abc", "method": "GET", "path": "/v1/x\n", "status": 200, "other": 1}
    record = logging.getLogger("ampnet.api").makeRecord(
        "ampnet.api", logging.INFO, "", 0, "%s\nfoo", ("é\udcff",), None, extra=extra
    )
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    text = JsonLines().format(record)
    assert "\n" not in text
    found = json.loads(text)
    assert found["level"] == "info"
    assert found["requestId"] == "abc"
    assert found["message"] == "é\udcff\nfoo"
    assert "ValueError" in found["exception"]
    assert "other" not in found
    assert found["time"].endswith("Z")
