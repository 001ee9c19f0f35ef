"""Walks the phases of the verbs, ends each run in each phase, and prints how late it was. Started by scripts/delays."""
import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

MAIN = "etc/NetworkManager/NetworkManager.conf"
SITE = "etc/NetworkManager/conf.d/50-site.conf"
# How long a run may take, and how long it is left alone before a signal comes.
LIMIT = 0.4


class Place:
    """A root, and what is held open for its runs."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="delays.")
        for folder in ("etc/NetworkManager/conf.d", "usr/lib/NetworkManager/1.42.4", "usr/sbin", "run/dbus", "proc"):
            os.makedirs(self.path(folder))
        self.write("etc/os-release", "ID=debian\nVERSION_ID=12\n")
        self.write("usr/sbin/NetworkManager", "\x7fELF", 0o755)
        self.held, self.streams = [], {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}

    def path(self, name):
        return os.path.join(self.root, name)

    def write(self, name, text, mode=0o644):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), mode)

    def full_output(self):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        try:
            while True:
                os.write(writer, b"x" * 4096)
        except BlockingIOError:
            os.set_blocking(writer, True)
        self.held += [reader, writer]
        self.streams["stdout"] = writer

    def silent_input(self):
        reader, writer = os.pipe()
        self.held += [reader, writer]
        self.streams["stdin"] = reader

    def bus(self):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.path("run/dbus/system_bus_socket"))
        listener.listen(50)
        self.held.append(listener)


def computing(place):
    place.write(MAIN, "[main]\n" + "".join("key%d=v\n" % n for n in range(80_000)))
    place.write(SITE, "[keyfile]\nunmanaged-devices=*;" + ";".join("except:interface-name:*a%d*b" % n for n in range(20_000)))
    place.write("etc/systemd/network/a.network", "[Match]\nName=" + " ".join("eth%d*" % n for n in range(50_000)) + "\n")
    place.write("etc/udev/rules.d/a.rules", "".join('KERNEL=="a%d*", ENV{A}="b"\n' % n for n in range(20_000)))
    at = ["--root", place.root]
    return [["check", *at], ["check", "-o", "json", *at], ["diff", *at], ["fix", "--dry-run", *at], ["fix", *at], ["revert", *at],
            ["explain", "cali1", *at], ["explain", "node", *at], ["config", *at], ["config", "-v", *at], ["list", "settings", *at],
            ["render", "daemonset", *at], ["check", "--every", "1h", *at]]


def bus(place):
    place.bus()
    at = ["--root", place.root]
    return [["check", *at], ["diff", *at], ["fix", *at], ["revert", *at], ["explain", "cali1", *at], ["explain", "node", *at],
            ["config", *at], ["check", "--every", "1h", *at], ["explain", "--follow", "cali*", *at]]


def starting(place):
    at = ["--root", place.root, "--wait", "20"]
    return [["check", *at], ["diff", *at], ["fix", *at], ["revert", *at]]


def names(place):
    """A name service that does not answer, in the place of the machine's."""
    place.write("getent", "#!/bin/sh\nexec sleep 60\n", 0o755)
    for path in ("/usr/bin/getent", "/bin/getent"):
        if os.path.exists(path) and not os.path.islink(os.path.dirname(path)):
            subprocess.run(["mount", "--bind", place.path("getent"), path], check=True)
    words = ["--offline", "--apiserver", "https://api.example:6443"]
    return [["check", "--only", "*api*", *words], ["check", *words, "--peer", "node.example"], ["explain", "node", *words]]


def connect(_place):
    """Networks from which nothing comes back."""
    for words in ("link set lo up", "link add out type veth peer name far", "link set far up", "address add 192.0.2.1/24 dev out", "link set out up",
                  "neighbour add 192.0.2.9 lladdr 02:00:00:00:00:09 dev out nud permanent"):
        subprocess.run(["ip", *words.split()], check=True)
    words = ["--offline", "--apiserver", "https://192.0.2.9:6443"]
    return [["check", "--only", "*api*", *words], ["check", *words, "--peer", "192.0.2.9"], ["explain", "node", *words]]


def silent(place):
    place.silent_input()
    return [["merge", "-"], ["merge", "/dev/stdin"], ["explain", "--devices", "-", "--root", place.root]]


def pipe(place):
    for name in ("pipe", "etc/nmfence.conf", "expected"):
        os.mkfifo(place.path(name))
    return [["merge", place.path("pipe")]]


def output(place):
    place.full_output()
    at = ["--root", place.root]
    return [["check", *at], ["check", "--every", "1h", *at], ["diff", *at], ["fix", *at], ["explain", "cali1", *at], ["config", *at],
            ["list", "checks"], ["render", "ansible"]]


PHASES = {"computing": computing, "bus": bus, "starting": starting, "names": names, "connect": connect, "input": silent,
          "pipe": pipe, "output": output}
# Whoever reads a result has all the time he wants; who follows has no end.
WITHOUT_DEADLINE = ("output",)


def ended(program, words, place, by_signal, first):
    """How late a run ends, in seconds; nothing where it ended before by itself."""
    words = [program, *words, "--timeout", "30" if by_signal else str(LIMIT)]
    start = time.monotonic()
    run = subprocess.Popen(words, stderr=subprocess.DEVNULL, **place.streams)
    if not first:
        os.setpriority(os.PRIO_PROCESS, run.pid, -20)
    try:
        if by_signal:
            time.sleep(LIMIT)
            if run.poll() is not None:
                return None
            start = time.monotonic()
            run.send_signal(signal.SIGTERM)
        status = run.wait(20)
        late = time.monotonic() - start - (0 if by_signal else LIMIT)
    except subprocess.TimeoutExpired:
        run.kill()
        run.wait()
        return float("inf")
    if status not in ((143, -15) if by_signal else (75, 74, 2)):
        return None
    return max(0.0, late)


def measured(options, words, place, by_signal):
    late = ended(options.program, words, place, by_signal, True)
    for _ in range(2):
        if late is not None and late > options.limit:
            again = ended(options.program, words, place, by_signal, False)
            late = late if again is None else min(late, again)
    return late


def main():
    parser = argparse.ArgumentParser(prog="scripts/delays")
    parser.add_argument("--program", required=True)
    parser.add_argument("--limit", type=float, default=0.2)
    parser.add_argument("--only", action="append", choices=list(PHASES))
    options = parser.parse_args()
    failures = 0
    print("%-10s %5s  %-44s %-44s" % ("phase", "runs", "longest after the deadline", "longest after a signal"), flush=True)
    for phase in options.only or list(PHASES):
        place = Place()
        worst, runs = [(0.0, "none")] * 2, 0
        try:
            for words in PHASES[phase](place):
                for column, by_signal in enumerate((False, True)):
                    endless = "--follow" in words or "--every" in words or phase in WITHOUT_DEADLINE
                    late = None if endless and not by_signal else measured(options, words, place, by_signal)
                    if late is None:
                        continue
                    runs += 1
                    failures += late > options.limit
                    worst[column] = max(worst[column], (late, " ".join(words).replace(place.root, "ROOT")))
        finally:
            shutil.rmtree(place.root, ignore_errors=True)
        cells = ["%.0f ms: %s" % (late * 1000, words[:34]) for late, words in worst]
        print("%-10s %5d  %-44s %-44s" % (phase, runs, *cells), flush=True)
    print("delays: %d runs too late (more than %g ms); load %.1f" % (failures, options.limit * 1000, os.getloadavg()[0]))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
