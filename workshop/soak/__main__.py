"""``python3 dev.py soak [--calls N] [--seed N]``: prints a table; exit code 1 where anything was not as promised."""

import argparse
import sys
import time
from collections.abc import Sequence
from secrets import randbelow

from pbxdialer.pbx.client import PbxClient
from workshop.soak.moods import plan
from workshop.soak.run import soak

_MOST_COMPLAINTS = 20


def main(words: Sequence[str]) -> int:
    """Run one soak; 0 when nothing was doubled, lost, wrong or growing."""
    parser = argparse.ArgumentParser(prog="dev.py soak", description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=randbelow(10**6), help="repeats a run (default: another each time)")
    chosen = parser.parse_args(words)
    print(f"Soak: {chosen.calls} calls, --seed {chosen.seed}\n", flush=True)
    began_s = time.monotonic()
    findings = soak(plan(chosen.calls, chosen.seed), PbxClient())
    print(findings.table())
    print(f"  {time.monotonic() - began_s:.0f} s")
    for complaint in findings.complaints[:_MOST_COMPLAINTS]:
        print(f"  ✗ {complaint}")
    return 1 if findings.complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
