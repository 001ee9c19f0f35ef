#!/usr/bin/env python3
"""Judges what a booted node reported, from outside of it.

usage: judge.py SUITE SCENARIO RESULTS

RESULTS is the folder that node/before and node/after filled: for every step its status and output, and the kernel's and
NetworkManager's view of the interfaces at points in between. One line for each judgement; exit status 1 if one is wrong.
"""
import json
import pathlib
import sys

FENCED = ["cali0", "cali1", "tunl0", "vxlan.calico"]


class Node:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.failures = 0

    def text(self, name):
        file = self.folder / name
        return file.read_text(errors="replace") if file.exists() else ""

    def document(self, step):
        try:
            return json.loads(self.text(step + ".out"))
        except ValueError:
            return {}

    def judge(self, claim, holds, detail=""):
        print("  %s %s" % ("ok    " if holds else "FAILED", claim))
        if not holds:
            self.failures += 1
            for line in str(detail).strip().splitlines()[:20]:
                print("           " + line)

    def status(self, step, wanted):
        found = self.text(step + ".status").strip()
        detail = "exit status %s\n%s%s" % (found or "none", self.failing(step), self.text(step + ".err"))
        self.judge("%s: exit status %d: %s" % (step, wanted, self.text(step + ".command").strip()), found == str(wanted), detail)

    def failing(self, step):
        checks = self.document(step).get("checks", [])
        return "".join("%s %s: %s\n" % (c["status"], c["id"], c["found"]) for c in checks if c["status"] in ("fail", "undetermined"))

    def devices(self, name):
        return dict(line.rsplit(":", 1) for line in self.text(name + ".devices").splitlines() if ":" in line)

    def fenced(self, name):
        devices = self.devices(name)
        self.judge("%s: NetworkManager leaves %s alone, and drives its uplink" % (name, ", ".join(FENCED)),
                   all(devices.get(one) == "unmanaged" for one in FENCED)
                   and any(state == "connected" for one, state in devices.items() if one.startswith("e")), devices)

    def same(self, one, other):
        before, after = self.text(one + ".state"), self.text(other + ".state")
        changed = sorted(set(before.splitlines()) ^ set(after.splitlines()))
        self.judge("links, addresses and routes: %s as %s" % (other, one), bool(before) and before == after, "\n".join(changed))

    def no_loss(self, step):
        total = self.text(step + ".pings").splitlines()[-1:]
        words = total[0].split() if total else []
        self.judge("%s: every ping came back (%s)" % (step, " ".join(words)),
                   len(words) == 5 and words[2] == words[4] and int(words[2]) >= 100, self.text(step + ".pings"))

    def changed(self, step, wanted):
        found = self.document(step).get("changed")
        self.judge("%s: %s" % (step, "something was changed" if wanted else "nothing was changed"), found is wanted,
                   self.text(step + ".out")[:2000])


def began(node):
    node.judge("before: NetworkManager does not run yet", node.text("before.active").strip() == "inactive", node.text("before.active"))
    for step in ("online", "links"):
        node.status(step, 0)


def first_boot(node):
    node.status("first-check", 1)
    node.status("first-diff", 1)
    node.judge("first-diff: names the file that it would write", "+++ " in node.text("first-diff.out"), node.text("first-diff.out"))
    node.status("first-fix", 0)
    node.changed("first-fix", True)
    node.status("first-again", 0)
    node.changed("first-again", False)
    node.status("first-conforming", 0)
    began(node)
    node.fenced("begin")
    node.status("live-check", 0)
    node.status("live-fix", 0)
    node.changed("live-fix", False)
    node.status("explain", 0)
    managed = {one.get("name"): one.get("managed") for one in node.document("explain").get("interfaces", [])}
    uplink = [value for name, value in managed.items() if name.startswith("e")]
    node.judge("explain: the fenced are not managed, the uplink is",
               all(managed.get(one) is False for one in ["cali0", "tunl0", "vxlan.calico", "cali9f8e7d6c5b4"]) and uplink == [True], managed)
    node.status("restart", 0)
    node.status("restarted-check", 0)
    node.fenced("end")
    node.same("begin", "end")


def running_node(node):
    began(node)
    node.status("check", 1)
    node.status("diff", 1)
    node.status("fix", 0)
    node.changed("fix", True)
    node.no_loss("fix")
    node.fenced("fixed")
    node.same("begin", "fixed")
    node.status("conforming", 0)
    node.status("again", 0)
    node.changed("again", False)
    node.status("revert", 0)
    node.changed("revert", True)
    node.no_loss("revert")
    node.same("begin", "reverted")
    node.status("reverted-check", 1)
    node.status("container-check", 1)
    node.status("container-fix", 0)
    node.changed("container-fix", True)
    node.no_loss("container-fix")
    node.status("container-conforming", 0)
    node.status("container-explain", 0)
    node.fenced("end")
    node.same("begin", "end")


def main():
    if len(sys.argv) != 4 or sys.argv[1] in ("-h", "--help"):
        print(__doc__.strip())
        return 0 if sys.argv[1:2] in (["-h"], ["--help"]) else 2
    suite, scenario, folder = sys.argv[1:]
    node = Node(folder)
    print("%s, %s: kernel %s, NetworkManager %s" % (suite, scenario, node.text("kernel").strip(), node.text("version").strip()))
    {"first-boot": first_boot, "running-node": running_node}[scenario](node)
    return 1 if node.failures else 0


if __name__ == "__main__":
    sys.exit(main())
