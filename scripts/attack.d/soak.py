"""Fix and revert beside a real NetworkManager, while every pod is pinged. Runs in scripts/nm-sandbox."""
import os
import re
import subprocess

from trials import Failed, difference, snapshot

FOLDER = "/etc/NetworkManager"
ROUND = 'for i in $(seq "$2"); do "$1" fix >&2 || exit; "$1" check --only nm.* >&2 || exit; "$1" revert >&2 || exit; done'


def trial(tool, scratch, choice):
    """Some rounds: no ping is lost, and every file is as it was."""
    before = snapshot(FOLDER)
    report = os.path.join(scratch, "pings")
    run = subprocess.run(
        ["ping-watch", "--seconds", "1", "--delay", "0.2", "--report", report, "sh", "-c", ROUND, "round", tool.path,
         str(choice.randint(2, 10))], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    counts = {}
    if os.path.exists(report):
        with open(report, encoding="utf-8") as file:
            counts = {kind: int(value) for kind, value in re.findall(r"(sent|received) (\d+)", file.read().splitlines()[-1])}
    if run.returncode != 0 or not counts or counts["sent"] != counts["received"]:
        said = run.stderr.decode("utf-8", "backslashreplace")[-400:]
        raise Failed("lost", "status %d, pings %s: %s" % (run.returncode, counts, said))
    after = snapshot(FOLDER)
    if after != before:
        raise Failed("lost", "fix and revert left: %s" % difference(before, after))
