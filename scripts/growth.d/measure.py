"""Runs of four verbs on configurations of growing size, a table and a plot. Started by scripts/growth."""
import argparse
import math
import os
import shutil
import subprocess
import sys
import tempfile

MAIN = "etc/NetworkManager/NetworkManager.conf"
SITE = "etc/NetworkManager/conf.d/50-site.conf"
VERBS = {"check": ["check", "--only", "nm.*"], "config": ["config"], "diff": ["diff"], "explain": ["explain", "cali1"]}


def listed(tokens):
    return "[keyfile]\nunmanaged-devices=" + ";".join(tokens) + "\n"


KINDS = {
    "lines": (MAIN, lambda n: "# a comment\n" * n),
    "tokens": (SITE, lambda n: listed("i%d" % i for i in range(n))),
    "globs": (SITE, lambda n: listed("interface-name:i%d*" % i for i in range(n))),
    "overlapping": (SITE, lambda n: listed("interface-name:*a%d*b" % i for i in range(n))),
    "exceptions": (SITE, lambda n: listed(["*"] + ["except:interface-name:cali%d" % i for i in range(n)])),
    "except-globs": (SITE, lambda n: listed(["*"] + ["except:interface-name:*a%d*b" % i for i in range(n)])),
    "removals": (SITE, lambda n: listed(["a"]) + "".join("unmanaged-devices-=i%d\n" % i for i in range(n))),
    "groups": (MAIN, lambda n: "".join("[g%d]\n" % i for i in range(n))),
    "keys": (MAIN, lambda n: "[main]\n" + "".join("key%d=v\n" % i for i in range(n))),
    "devices": (SITE, lambda n: "".join(
        "[device-%d]\nmatch-device=interface-name:i%d\nmanaged=0\n" % (i, i) for i in range(n))),
}
COLOURS = ["#1b6ca8", "#c0392b", "#27864b", "#8e44ad", "#b7791f", "#0e7c7b", "#7f5539", "#555555", "#d6336c", "#5c940d"]


def image(place, path, text):
    for folder in ("etc/NetworkManager/conf.d", "usr/lib/NetworkManager/1.42.4", "usr/sbin", "run", "proc"):
        os.makedirs(os.path.join(place, folder))
    with open(os.path.join(place, "etc/os-release"), "w", encoding="utf-8") as file:
        file.write("ID=debian\nVERSION_ID=12\n")
    program = os.path.join(place, "usr/sbin/NetworkManager")
    with open(program, "wb") as file:
        file.write(b"\x7fELF")
    os.chmod(program, 0o755)
    with open(os.path.join(place, path), "w", encoding="utf-8") as file:
        file.write(text)


def measured(program, words, place):
    """The seconds of the processor that a run takes, and its status."""
    process = subprocess.Popen([program, *words, "--root", place, "--timeout", "300"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, process.returncode


def series(options, kind):
    """For each number: the size, and time and status of each verb."""
    path, text = KINDS[kind]
    rows = []
    for exponent in range(1, 7):
        number = 10 ** exponent
        if number > options.most:
            break
        place = tempfile.mkdtemp(prefix="growth.")
        try:
            content = text(number)
            image(place, path, content)
            rows.append((number, len(content), {verb: measured(options.program, words, place) for verb, words in VERBS.items()}))
        finally:
            shutil.rmtree(place)
    return rows


def plot(path, results):
    """Times over numbers, both in powers of ten, one panel a verb."""
    width, height, gap = 330, 260, 60
    top, low, high = 40, -3, 2
    parts = []
    for column, verb in enumerate(VERBS):
        left = gap + column * (width + gap)
        parts.append('<text x="%d" y="24" font-size="15">%s</text>' % (left, verb))
        for power in range(low, high + 1):
            y = top + (high - power) * height / (high - low)
            parts.append('<path d="M%d %.1fh%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%g s</text>'
                         % (left, y, width, left - 4, y + 4, 10.0 ** power))
        for power in range(1, 7):
            x = left + (power - 1) * width / 5
            parts.append('<text x="%.1f" y="%d" text-anchor="middle">1e%d</text>' % (x, top + height + 18, power))
        for colour, (kind, rows) in zip(COLOURS, results.items()):
            points = " ".join("%.1f,%.1f" % (
                left + (math.log10(number) - 1) * width / 5,
                top + (high - max(low, math.log10(max(times[verb][0], 1e-4)))) * height / (high - low)) for number, _, times in rows)
            parts.append('<polyline fill="none" stroke="%s" stroke-width="1.5" points="%s"/>' % (colour, points))
    for row, (colour, kind) in enumerate(zip(COLOURS, results)):
        x = gap + row % 10 * 150
        parts.append('<path d="M%d %d h20" stroke="%s" stroke-width="2"/><text x="%d" y="%d">%s</text>'
                     % (x, top + height + 44, colour, x + 26, top + height + 48, kind))
    total = gap + len(VERBS) * (width + gap)
    with open(path, "w", encoding="utf-8") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">'
                   '<rect width="100%%" height="100%%" fill="white"/>%s</svg>\n' % (total, top + height + 60, "".join(parts)))


def main():
    parser = argparse.ArgumentParser(prog="scripts/growth")
    parser.add_argument("--program", required=True)
    parser.add_argument("--plot", required=True)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--limit", type=float, default=15)
    parser.add_argument("--only", action="append", choices=list(KINDS))
    options = parser.parse_args()
    print("%-13s %8s %9s" % ("of what", "number", "bytes") + "".join("%22s" % (verb + " ms (times)") for verb in VERBS), flush=True)
    results, failures = {}, []
    for kind in options.only or list(KINDS):
        results[kind] = series(options, kind)
        before = None
        for number, size, times in results[kind]:
            cells = []
            for verb, (seconds, status) in times.items():
                growth = "" if before is None else " (%4.1f)" % (seconds / max(before[verb][0], 1e-4))
                cells.append("%22s" % ("%.0f%s" % (seconds * 1000, growth or "       ") + (" =%d" % status if status > 1 else "   ")))
                if seconds > options.limit or status not in (0, 1, 2):
                    failures.append("%d %s: %s takes %.1f s and ends with %d" % (number, kind, verb, seconds, status))
            before = times
            print("%-13s %8d %9d" % (kind, number, size) + "".join(cells), flush=True)
    plot(options.plot, results)
    print("growth: the plot is %s" % os.path.normpath(options.plot))
    for failure in failures:
        print("growth: " + failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
