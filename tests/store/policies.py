"""Policies as an administrator writes them, for tests."""

import json
import os
from pathlib import Path

from pbxdialer.core.policy import Policy
from pbxdialer.store.policy_reading import policy_from
from pbxdialer.store.policy_source import Found, file_document

OURS = "https://pbx.company.example"
REASON = "Ask the help desk, extension 4000."


def policy(locked: dict[str, object] | None = None, preset: dict[str, object] | None = None) -> Policy:
    """Return the policy that locks and presets these values."""
    return policy_from(Found("policy.json", {"locked": locked or {}, "preset": preset or {}, "reason": REASON}))


def written(path: Path, text: str) -> Policy:
    """Return the policy in a file, whose administrator is whoever runs the tests."""
    path.write_text(text, "utf-8")
    path.chmod(0o644)
    return policy_from(file_document(path, owner=os.getuid()))


def as_json(**sections: object) -> str:
    return json.dumps(sections)
