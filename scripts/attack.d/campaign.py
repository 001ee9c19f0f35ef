"""The parts one after another, each with its share of the time, and the table. Started by scripts/attack."""
import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)

import daemons
import images
import interruptions
import soak
from trials import COLUMNS, Failed, Tool

# The share of the time, and what one trial is. The parts behind the line run in scripts/nm-sandbox.
PARTS = {
    "kill": (2, interruptions.kill), "signal": (2, interruptions.signals), "race": (2, interruptions.race),
    "concurrent": (1, interruptions.concurrent), "images": (6, images.trial), "limits": (1, interruptions.limits),
    "daemons": (7, daemons.trial), "soak": (1, soak.trial),
}
SANDBOXED = {"daemons": ["--no-nm", "--links", "none", "--workloads", "0"], "soak": ["--workloads", "3"]}


def parsed():
    parser = argparse.ArgumentParser(prog="scripts/attack")
    parser.add_argument("--program", required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", action="append", choices=list(PARTS))
    parser.add_argument("--trial", type=int)
    # Of the campaign itself, for the parts that run in a sandbox.
    parser.add_argument("--seconds", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--results", help=argparse.SUPPRESS)
    return parser.parse_args()


def attempt(part, options, tool, scratch, number):
    """One trial. Returns the column of a failure and the sentence, or nothing."""
    choice = random.Random("%d/%s/%d" % (options.seed, part, number))
    trial = PARTS[part][1]
    try:
        if part in ("images", "daemons"):
            # Another seed begins with another kind.
            trial(tool, scratch, choice, number + options.seed * 17)
        else:
            trial(tool, scratch, choice)
    except Failed as failure:
        return failure.column, str(failure)
    return None


def run_part(part, options, seconds):
    """Trials until the time is over, two at least."""
    scratch = tempfile.mkdtemp(prefix="attack.", dir=os.environ.get("TMPDIR", "/tmp"))
    tool = Tool(options.program, scratch)
    row = dict.fromkeys(("trials",) + COLUMNS, 0)
    failures, start, number = [], time.monotonic(), 0
    try:
        while True:
            chosen = number if options.trial is None else options.trial
            failure = attempt(part, options, tool, scratch, chosen)
            row["trials"] += 1
            if failure:
                row[failure[0]] += 1
                again = "scripts/attack --seed %d --only %s --trial %d" % (options.seed, part, chosen)
                failures.append((failure[0], failure[1], again))
                print("attack: %s: %s: %s\n    again: %s" % (part, *failures[-1]), file=sys.stderr, flush=True)
            number += 1
            if options.trial is not None or (number > 1 and time.monotonic() - start > seconds):
                return row, failures
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def run_in_sandbox(part, options, seconds):
    """The same in a sandbox, which has a bus of its own and whatever else the part needs."""
    with tempfile.NamedTemporaryFile("r", prefix="attack.") as results:
        command = [os.path.join(HERE, "../nm-sandbox"), *SANDBOXED[part], "--", sys.executable, __file__, "--program",
                   options.program, "--seed", str(options.seed), "--only", part, "--seconds", str(seconds), "--results",
                   results.name]
        if options.trial is not None:
            command += ["--trial", str(options.trial)]
        status = subprocess.call(command)
        try:
            return json.load(results)
        except ValueError:
            row = dict.fromkeys(("trials",) + COLUMNS, 0)
            row["crashes"] = 1
            return row, [("crashes", "the sandbox ended with %d and no result" % status, " ".join(command))]


def table(rows):
    head = ("part", "trials") + COLUMNS
    yield head
    for part, row in rows.items():
        yield (part, row["trials"]) + tuple(row[column] for column in COLUMNS)
    yield ("total",) + tuple(sum(row[column] for row in rows.values()) for column in ("trials",) + COLUMNS)


def main():
    options = parsed()
    parts = options.only or list(PARTS)
    if options.results:
        with open(options.results, "w", encoding="utf-8") as results:
            json.dump(run_part(parts[0], options, options.seconds), results)
        return 0
    print("attack: seed %d, %g minutes, %s" % (options.seed, options.minutes, options.program), flush=True)
    rows, failed = {}, []
    weight = sum(PARTS[part][0] for part in parts)
    for part in parts:
        seconds = options.minutes * 60 * PARTS[part][0] / weight
        run = run_in_sandbox if part in SANDBOXED else run_part
        rows[part], failures = run(part, options, seconds)
        failed += failures
        print("attack: %s: %d trials, %d failures" % (part, rows[part]["trials"], len(failures)), flush=True)
    for number, cells in enumerate(table(rows)):
        print("%-12s" % cells[0] + "".join("%9s" % cell for cell in cells[1:]), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
