#!/usr/bin/python3
"""Judges what a booted node reported, from outside of it.

usage: judge.py SUITE SCENARIO RESULTS

RESULTS is the folder that node/before and node/after filled: for every step its status and output, and the kernel's and
NetworkManager's view of the interfaces at points in between. One line for each judgement; exit status 1 if one is wrong.
"""
import json
import pathlib
import re
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
        document = self.document(step)
        checks = document.get("checks", [])
        told = "".join("%s\n" % message for message in document.get("messages", []))
        return told + "".join("%s %s: %s\n" % (c["status"], c["id"], c["found"]) for c in checks if c["status"] in ("fail", "undetermined"))

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

    def modules(self, name):
        return set(self.text(name + ".modules").split())

    def unchanged(self, step, before, after):
        """Neither the kernel nor the folder with the list of modules."""
        gone, came = self.modules(before) - self.modules(after), self.modules(after) - self.modules(before)
        self.judge("%s: the kernel's modules are as they were" % step, bool(self.modules(before)) and not gone and not came, "gone %s\ncame %s" % (sorted(gone), sorted(came)))
        lists = self.text(before + ".list"), self.text(after + ".list")
        self.judge("%s: /etc/modules-load.d is as it was" % step, (self.folder / (before + ".list")).exists() and lists[0] == lists[1], "%s\n%s" % lists)

    def rows(self, step):
        return {row["id"]: row for row in self.document(step).get("checks", [])}

    def only(self, step, wanted):
        """A check that fails by these rows and no others, and can tell everything else."""
        self.status(step, 1)
        found = [row["id"] for row in self.rows(step).values() if row["status"] in ("fail", "undetermined")]
        self.judge("%s: exactly %s" % (step, ", ".join(wanted)), found == wanted, self.failing(step))

    def found(self, step, row, words, absent=()):
        found = self.rows(step).get(row, {}).get("found", "")
        self.judge("%s: %s says %s%s" % (step, row, " and ".join(repr(one) for one in words), "".join(", not %r" % one for one in absent)),
                   all(one in found for one in words) and not any(one in found for one in absent), found)

    def left_out(self, step, absent, planned):
        """A plan without the modules that cannot be loaded, with the others, and with a word about the former."""
        lines, said = self.text(step + ".out").splitlines(), self.text(step + ".err")
        self.judge("%s: %s not planned and named, the others are planned" % (step, ", ".join(absent)),
                   not any("+" + one in lines for one in absent) and all("+" + one in lines for one in planned)
                   and all("no module is loaded for kernel.feature.%s" % one.replace("_", "-") in said for one in absent),
                   "\n".join(lines) + said)

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


def healthy(node):
    began(node)
    node.status("calico", 0)
    node.status("fence", 0)
    for step in ("check", "told", "newest"):
        node.status(step, 0)
        rows = node.rows(step)
        unwell = ["%s %s: %s" % (row["status"], row["id"], row["found"]) for row in rows.values() if row["status"] not in ("pass", "skipped")]
        node.judge("%s: no failure and no warning among %d rows" % (step, len(rows)), len(rows) > 60 and not unwell, "\n".join(unwell))
    for row in ("calico.links", "cni.configuration", "datastore.apiserver", "firewall.forward", "firewall.rules", "kernel.feature.ipip",
                "kernel.feature.vxlan", "network.pod-addresses", "port.bgp", "port.vxlan"):
        found = node.rows("check").get(row, {})
        node.judge("check: %s passed, and was not skipped" % row, found.get("status") == "pass", found)
    node.status("node", 0)
    node.judge("node: names no cause", "No check finds anything" in node.text("node.out"), node.text("node.out"))
    node.fenced("end")
    node.same("begin", "end")


def udev(node):
    began(node)
    for rules, open_names in (("vendor", ["eth9"]), ("own", ["cali7ud"])):
        node.status(rules + "-made", 0)
        said = {one["name"]: one for one in node.document(rules + "-said").get("interfaces", [])}
        devices = node.devices(rules)
        managed = {name: devices.get(name) != "unmanaged" for name in said if name in devices}
        node.judge("%s: NetworkManager has all %d devices, and manages %d of them" % (rules, len(managed), sum(managed.values())),
                   len(managed) == 12 and 0 < sum(managed.values()) < 12, devices)
        unsaid = [name for name, one in said.items() if one["managed"] is None]
        node.judge("%s: nothing is left open but %s" % (rules, ", ".join(open_names)), unsaid == open_names, unsaid)
        wrong = ["%s: said %s (%s), is %s" % (name, said[name]["managed"], said[name]["reason"], state)
                 for name, state in managed.items() if said[name]["managed"] not in (None, state)]
        node.judge("%s: each is as was said before it was there" % rules, bool(managed) and not wrong, "\n".join(wrong))
        seen = {one["name"]: one for one in node.document(rules + "-seen").get("interfaces", [])}
        wrong = ["%s: said %s (%s), is %s" % (name, seen[name]["managed"], seen[name]["reason"], state)
                 for name, state in managed.items() if seen.get(name, {}).get("managed") != state]
        node.judge("%s: and as is said when it is" % rules, bool(managed) and not wrong, "\n".join(wrong))


def restarts(node):
    began(node)
    node.status("unit", 0)
    node.status("restarts", 0)
    lines = [line.split() for line in node.text("restarts.out").splitlines()]
    wrong = ["%d: %s" % (index + 1, " ".join(line)) for index, line in enumerate(lines) if line != ["0", "0", "-"]]
    node.judge("restarts: the fix, and a check behind it, ended with 0 and nothing was managed, each of %d times" % len(lines),
               len(lines) == 50 and not wrong, "\n".join(wrong) + node.text("restarts.err")[-2000:])
    node.status("conforming", 0)
    node.fenced("end")


def units(node):
    began(node)
    node.status("times", 0)
    rows = {words[0]: words[1:] for words in (line.split() for line in node.text("times.out").splitlines()) if len(words) == 4}
    order = ["nmfence-before-nm", "NetworkManager", "nmfence", "kubelet"]
    times = [int(rows.get(unit, ["0"])[0]) for unit in order]
    node.judge("times: %s, in this order" % ", ".join(order), times == sorted(times) and times[0] > 0, node.text("times.out"))
    node.judge("times: each ended with success", all(rows.get(unit, [])[1:] == ["success", "0"] for unit in order), node.text("times.out"))
    node.judge("kubelet: saw the fix done and the drop-in there", node.text("kubelet.out").split() == ["active", "zz-nmfence.conf"], node.text("kubelet.out"))
    node.fenced("begin")
    node.status("watched", 0)
    node.status("outside-check", 0)
    node.status("inside-check", 0)
    outside, inside = ({name: row["status"] for name, row in node.rows(step).items()} for step in ("outside-check", "inside-check"))
    different = ["%s: %s, in the unit %s: %s" % (name, outside.get(name), inside.get(name), node.rows("inside-check").get(name, {}).get("found"))
                 for name in sorted(set(outside) | set(inside)) if outside.get(name) != inside.get(name)]
    node.judge("inside-check: the unit says the same of all %d rows" % len(outside), len(outside) > 30 and not different, "\n".join(different))
    node.status("drift", 0)
    node.judge("drift: the check ran and failed when a file took the fence away, and passed when it was gone",
               node.text("drift.out").split() == ["exit-code", "1", "success", "0"], node.text("drift.out"))
    node.status("restart", 0)
    node.judge("restart: of NetworkManager repeats the fix", node.text("restart.out").split() == ["success", "0"], node.text("restart.out"))
    node.status("again", 0)
    node.changed("again", False)
    node.fenced("end")
    node.same("begin", "end")


def kernel_modules(node):
    node.status("modules-diff", 1)
    diff = node.text("modules-diff.out")
    wanted = node.document("modules-plan").get("modules", [])
    node.judge("modules-diff: the list is created, and names %d modules that are not loaded" % len(wanted),
               "+++ b/etc/modules-load.d/nmfence.conf" in diff and len(wanted) > 10
               and all("+" + name in diff.splitlines() for name in wanted)
               and not set(wanted) & node.modules("begin"), diff)
    node.unchanged("modules-diff", "begin", "planned")
    node.status("modules-fix", 0)
    node.changed("modules-fix", True)
    came = node.modules("fixed") - node.modules("begin")
    # A long list names the first ones and counts the others.
    said = re.search(r"would load modules: (.*?)(?: and (\d+) more)?$", node.text("modules-diff.err"), re.MULTILINE)
    named = said[1].split(", ") if said else []
    node.judge("modules-diff: says which would be loaded, and how many",
               bool(named) and set(named) <= came and len(named) + int(said[2] or 0) == len(came), node.text("modules-diff.err"))
    node.judge("modules-fix: every module of the plan is in /proc/modules now, and was not before (%d, with what they need)" % len(came),
               bool(wanted) and set(wanted) <= came, sorted(set(wanted) - came))
    node.judge("modules-fix: with them came what softdeps wish for", {"xt_u32", "xt_sctp"} <= came, sorted(came))
    names = [line for line in node.text("modules-list").splitlines() if line[:1] not in "#"]
    node.judge("modules-fix: the list that systemd reads has them all (%d)" % len(names), set(wanted) <= set(names), node.text("modules-list"))
    node.status("modules-again", 0)
    node.changed("modules-again", False)
    node.status("modules-nothing", 0)
    node.judge("modules-again: the list is the same file", bool(node.text("fixed.list")) and node.text("fixed.list") == node.text("again.list"))
    node.judge("modules-start: were taken out by hand first", not set(wanted) <= node.modules("unloaded"))
    node.status("modules-start", 0)
    node.judge("modules-start: systemd loads what the list names", set(names) <= node.modules("started"), sorted(set(names) - node.modules("started")))
    node.status("modules-list-only", 0)
    node.changed("modules-list-only", True)
    node.judge("modules-list-only: a list without its modules in the kernel is mended", set(names) <= node.modules("list-only"), sorted(set(names) - node.modules("list-only")))
    node.status("modules-revert", 0)
    node.judge("modules-revert: the list is gone, the modules stay, and it says so",
               "nmfence.conf" not in node.text("reverted.list") and node.modules("reverted") == node.modules("list-only")
               and any("stay loaded until reboot" in one for one in node.document("modules-revert").get("messages", [])),
               node.text("modules-revert.out"))
    node.status("modules-refence", 0)


def undone(node, step, status, words):
    """A fix that could not load a module: it says which, and everything is as before."""
    node.status(step, status)
    said = node.text(step + ".out") + node.text(step + ".err")
    node.judge("%s: says %s" % (step, words), words in said, said)
    node.unchanged(step, step + "-before", step + "-after")


def broken_modules(node):
    multiport = ["kernel.feature.xt-multiport"]
    node.only("removed", multiport)
    node.only("removed-indexed", multiport)
    node.left_out("removed-diff", ["xt_multiport"], ["ip_set"])
    undone(node, "cut", 3, "cannot load module xt_multiport")
    node.only("blocked", multiport)
    node.left_out("blocked-diff", ["xt_multiport"], ["ip_set"])
    node.only("needed-blocked", ["kernel.feature.ip-set"])
    node.left_out("needed-diff", ["ip_set", "xt_set"], ["xt_multiport", "nf_conntrack_netlink"])
    node.status("needed-blacklisted", 0)
    node.judge("base-blocked: nf_defrag_ipv4 is not loaded, or nothing could be shown",
               bool(node.modules("base-before")) and "nf_defrag_ipv4" not in node.modules("base-before"))
    node.status("base-blocked", 1)
    node.found("base-blocked", "kernel.feature.xt-conntrack", ["xt_conntrack needs nf_defrag_ipv4", "overridden by an"])
    node.status("base-modprobe", 1)
    node.status("base-fix", 0)
    node.judge("base-fix: what can be loaded is loaded, what needs nf_defrag_ipv4 is not, and is named",
               {"ip_set", "xt_multiport"} <= node.modules("base-fixed") and not {"nf_defrag_ipv4", "xt_conntrack"} & node.modules("base-fixed")
               and "no module is loaded for kernel.feature.xt-conntrack: xt_conntrack needs nf_defrag_ipv4" in node.text("base-fix.out"),
               node.text("base-fix.out") + node.text("base-fix.err"))
    for step in ("base-revert", "base-refence"):
        node.status(step, 0)
    undone(node, "rightless", 77, "CAP_SYS_MODULE")
    undone(node, "foreign", 1, "was not created by nmfence")
    node.status("modules-mended", 0)


def firewalld(node):
    row = "firewall.firewalld"
    node.judge("firewalld: installed, not running, and not started by a look", node.text("firewalld.asleep").strip() == "inactive", node.text("firewalld.asleep"))
    node.status("firewalld-start", 0)
    node.judge("firewalld: runs now, with the uplink in %s" % (node.text("firewalld.zone").strip() or "no zone"),
               node.text("firewalld.state").strip() == "running" and node.text("firewalld.zone").strip() == "public",
               node.text("firewalld.state") + node.text("firewalld.zones"))
    # Pods' interfaces are in no zone: firewalld drops what is forwarded for them, until it is told of them.
    node.only("firewalld-closed", [row, "firewall.forward"])
    node.found("firewalld-closed", row, ["179/tcp in public", "4 in public"])
    node.status("firewalld-port", 0)
    node.only("firewalld-one-open", [row, "firewall.forward"])
    node.found("firewalld-one-open", row, ["4 in public"], ["179/tcp"])
    node.status("firewalld-remedy", 0)
    node.status("firewalld-forward", 0)
    node.status("firewalld-open", 0)
    node.found("firewalld-open", row, ["allows Calico's traffic"])
    node.status("firewalld-zone", 0)
    node.only("firewalld-other-zone", [row])
    node.found("firewalld-other-zone", row, ["179/tcp in external"])
    node.status("firewalld-trust", 0)
    node.status("firewalld-trusted", 0)
    node.status("firewalld-stop", 0)
    node.status("firewalld-stopped", 0)
    node.judge("firewalld-stopped: a look does not start it again", node.text("firewalld.stopped").strip() == "inactive", node.text("firewalld.stopped"))
    node.only("firewalld-enabled", [row])
    node.found("firewalld-enabled", row, ["after the next boot"])


def other_units(node):
    row = "firewall.other"
    node.status("unit-inactive", 0)
    node.found("unit-inactive", row, ["none enabled"])
    for step in ("unit-active", "unit-enabled"):
        node.status(step, 0)
        node.found(step, row, ["iptables.service"])
        node.judge("%s: a warning, as it is a recommendation" % step, node.rows(step).get(row, {}).get("status") == "warning", node.rows(step).get(row))
    node.status("unit-masked", 0)
    node.found("unit-masked", row, ["none enabled"])


def requirements(node):
    began(node)
    node.status("fence", 0)
    node.status("healthy", 0)
    kernel_modules(node)
    broken_modules(node)
    firewalld(node)
    other_units(node)
    node.status("mended", 0)
    node.fenced("end")
    node.same("begin", "end")


def main():
    if len(sys.argv) != 4 or sys.argv[1] in ("-h", "--help"):
        print(__doc__.strip())
        return 0 if sys.argv[1:2] in (["-h"], ["--help"]) else 2
    suite, scenario, folder = sys.argv[1:]
    node = Node(folder)
    print("%s, %s: kernel %s, NetworkManager %s" % (suite, scenario, node.text("kernel").strip(), node.text("version").strip()))
    {"first-boot": first_boot, "running-node": running_node, "healthy": healthy, "udev": udev, "restarts": restarts, "units": units, "requirements": requirements}[scenario](node)
    return 1 if node.failures else 0


if __name__ == "__main__":
    sys.exit(main())
