#!/usr/bin/python3
"""Gives what "nmfence render" writes to the real reader of each format. See scripts/test-carriers, which starts it.

usage: readers.py --program FILE --readers ROOT --roots FOLDER --networkd FOLDER --python BIN --work FOLDER [KIND…]

One line for each judgement; exit status 1 if one is wrong. Runs in a mount namespace of its own.
"""
import argparse
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

import decode
import yaml

HERE = pathlib.Path(__file__).resolve().parent
DROP_IN = "etc/NetworkManager/conf.d/zz-nmfence.conf"
PROGRAM = "/usr/local/sbin/nmfence"
IMAGE = ["--image", "registry.example.com/nmfence:1"]


class Judge:
    def __init__(self, arguments):
        self.arguments = arguments
        self.program = arguments.program
        self.work = pathlib.Path(arguments.work)
        self.failures = 0
        self.roots = 0
        self.kind = ""

    def judge(self, claim, holds, detail=""):
        print("  %s %s: %s" % ("ok    " if holds else "FAILED", self.kind, claim), flush=True)
        if not holds:
            self.failures += 1
            for line in str(detail).strip().splitlines()[-20:]:
                print("           " + line)

    def run(self, claim, command, wanted=0, words=None, **options):
        """Runs a command; its status, and that its output has these words, is the judgement."""
        if command[0] == "chroot":
            # A folder of this machine's, which is not there in the root.
            options["env"] = {key: value for key, value in options.get("env", os.environ).items() if key != "TMPDIR"}
        run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
        self.judge(claim, run.returncode == wanted and (words is None or words in run.stdout), "status %d\n%s" % (run.returncode, run.stdout))
        return run.stdout

    def render(self, *words):
        """Writes the files of a kind into a folder of their own, and gives the folder and the document."""
        name = re.sub("[^A-Za-z0-9.]+", "-", " ".join(words))
        folder = self.work / "rendered" / name
        command = [self.program, "render"] + list(words)
        subprocess.run(command + ["--output-dir", str(folder)], check=True)
        document = json.loads(subprocess.run(command + ["-o", "json"], check=True, stdout=subprocess.PIPE, text=True).stdout)
        return folder, {file["name"]: file["contents"] for file in document["files"]}

    def root(self, base):
        """A root folder that can be written to and is gone afterwards, with the program in it."""
        self.roots += 1
        place = self.work / ("root-%d" % self.roots)
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "root", str(place)], check=True)
        for part in ("upper", "work", "root"):
            (place / part).mkdir()
        root = place / "root"
        layers = "lowerdir=%s,upperdir=%s,workdir=%s" % (base, place / "upper", place / "work")
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, str(root)], check=True)
        subprocess.run(["mount", "-t", "proc", "proc", str(root / "proc")], check=True)
        subprocess.run(["install", "-D", "-m", "755", self.program, str(root) + PROGRAM], check=True)
        return root

    def conforms(self, root):
        """Nothing is left to do, and what is there is what the drop-in's own kind has."""
        _, files = self.render("drop-in")
        found = (root / DROP_IN).read_text() if (root / DROP_IN).exists() else ""
        self.judge("the file is byte for byte the drop-in", found == list(files.values())[0], found[:300])
        self.run("a fix has nothing to do", [self.program, "fix", "--offline", "-o", "json", "--root", str(root)], 0, '"unchanged"')


def drop_in(judge):
    folder, _ = judge.render("drop-in")
    for suite in ("bookworm", "trixie"):
        root = judge.root(judge.arguments.roots + "/" + suite)
        (root / "etc/NetworkManager/conf.d").mkdir(parents=True, exist_ok=True)
        (root / DROP_IN).write_bytes((folder / "zz-nmfence.conf").read_bytes())
        judge.run("NetworkManager of %s reads it" % suite, ["chroot", str(root), "NetworkManager", "--print-config"], 0, "interface-name:wireguard.cali")


def run_networkd(judge, suite, folder=None):
    """What a systemd-networkd does with links: the file and the fate of each, all that it said, and what is left."""
    command = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc", str(HERE.parent / "rig/networkd-root")]
    command += [judge.arguments.networkd + "/" + suite, str(HERE / "networkd-run")] + ([str(folder)] if folder else [])
    run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said, _, left = run.stdout.partition("== routes and rules")
    links = {}
    for line in said.splitlines():
        found = re.search(r"^(\S+): [Ff]ound matching .*/(\S+\.network)", line)
        if found:
            links.setdefault(found[1], [found[2], ""])
        fate = re.search(r"^(\S+): State changed: initialized -> (\S+)", line)
        if fate:
            links.setdefault(fate[1], ["", ""])[1] = fate[2]
    return links, said, left


def networkd(judge):
    folder, _ = judge.render("networkd", "--pattern", "[b]r0", "--pattern", "a$'\"%*")
    keeps, route = "777:", "203.0.113.7 "
    for suite in ("bookworm", "trixie"):
        links, said, left = run_networkd(judge, suite)
        judge.judge("without the files, %s's systemd-networkd takes a pod's link, its route and the rule" % suite,
                    links.get("calia1b2c3d4e5f", [""])[0] == "90-all.network" and keeps not in left and route not in left, said + left)
        links, said, left = run_networkd(judge, suite, folder)
        for link in ("calia1b2c3d4e5f", "vxlan.calico"):
            judge.judge("%s leaves %s alone" % (suite, link), links.get(link) == ["20-calico.network", "unmanaged"], links)
        for link in ("eth1", "br0"):
            judge.judge("%s configures %s as before" % (suite, link), links.get(link, [""])[0] == "90-all.network", links)
        judge.judge("%s keeps the route and the rule" % suite, keeps in left and route in left, left)
        complaints = [line for line in said.splitlines() if "/20-calico" in line and not re.search("ound matching|Successfully loaded", line)]
        # What only newer ones know is passed over, as the file says.
        known = ["ManageForeignNextHops"] if suite == "bookworm" else []
        judge.judge("%s objects to nothing" % suite, all(any(word in line for word in known) for line in complaints), "\n".join(complaints))


def systemd(judge):
    for words in ([], ["--textfile", "/var/lib/node_exporter", "--restore-links", "--profile", "calico-3.29", "--pattern", "a$\"%*"]):
        folder, files = judge.render("systemd", "--program", judge.program, *words)
        judge.run("verify, systemd of this machine", ["systemd-analyze", "verify", "--man=no"] + [str(folder / name) for name in files], 0)
        folder, files = judge.render("systemd", *words)
        root = judge.root(judge.arguments.readers)
        for name, text in files.items():
            (root / "etc/systemd/system" / name).write_text(text)
        inside = ["chroot", str(root), "systemd-analyze"]
        output = judge.run("verify, systemd of trixie", inside + ["verify", "--man=no"] + list(files), 0)
        judge.judge("verify says nothing", not output.strip(), output)
        for name in (one for one in files if one.endswith(".service")):
            output = judge.run("security of %s: exposure at most 3.5" % name, inside + ["security", "--offline=true", "--threshold=35", "--no-pager", name])
            print("         " + (output.strip().splitlines() or ["nothing was said"])[-1].strip())


def validate(judge, claim, config):
    root = judge.root(judge.arguments.readers)
    (root / "tmp/config.ign").write_text(config)
    output = judge.run(claim, ["chroot", str(root), "ignition-validate", "/tmp/config.ign"])
    judge.judge("ignition-validate says nothing", not output.strip(), output)


def machineconfig(judge):
    for words in (["--role", "worker,master"], ["--units", "--ignition", "3.3.0", "--name", "98-fence"]):
        _, files = judge.render("machineconfig", *words)
        judge.judge("decodes; each change has a policy that leaves NetworkManager alone", decode.machineconfig(dict(files)), files)
        for name, text in files.items():
            if name != "node-disruption-policy.yaml":
                validate(judge, "ignition-validate of %s" % name, json.dumps(yaml.safe_load(text)["spec"]["config"]))


def butane(judge):
    for words in ([], ["--units", "--ignition", "3.4.0"]):
        _, files = judge.render("butane", *words)
        judge.judge("decodes (no butane here)", "/" + DROP_IN in decode.butane(files["nmfence.bu"]))


def ignition(judge):
    for version in ("3.0.0", "3.1.0", "3.2.0", "3.3.0"):
        for words in ([], ["--units"]):
            _, files = judge.render("ignition", "--ignition", version, *words)
            validate(judge, "ignition-validate, %s%s" % (version, " with units" if words else ""), files["nmfence.ign"])


def cloud_init(judge):
    for words in ([], ["--units"]):
        _, files = judge.render("cloud-init", *words)
        root = judge.root(judge.arguments.readers)
        (root / "tmp/user-data").write_text(files["cloud-config.yaml"])
        inside = ["chroot", str(root), "cloud-init"]
        judge.run("cloud-init schema", inside + ["schema", "--config-file", "/tmp/user-data"], 0, "Valid schema")
        script = "from cloudinit.config import cc_write_files; import yaml, logging; c = yaml.safe_load(open('/tmp/user-data')); " \
            "cc_write_files.write_files('x', c['write_files'], 'root:root')"
        judge.run("cloud-init's own write_files", ["chroot", str(root), "python3", "-c", script])
        judge.conforms(root)
        if words:
            units = ["nmfence.service", "nmfence-check.timer", "nmfence-check.path"]
            judge.run("the units that it wrote verify", ["chroot", str(root), "systemd-analyze", "verify", "--man=no"] + units)
        else:
            command = decode.commands_of("cloud-init", files)[0]
            words = [word for word in command[1:] if word not in ("--require-live", "--wait", "60")]
            judge.run("its command has nothing to do", [judge.program] + words + ["--root", str(root), "-o", "json"], 0, '"unchanged"')


def kickstart(judge):
    for words in ([], ["--units"]):
        folder, files = judge.render("kickstart", *words)
        for version in ("RHEL7", "RHEL8", "RHEL9"):
            output = judge.run("ksvalidator, %s" % version, [judge.arguments.python + "/ksvalidator", "-v", version, str(folder / "nmfence.ks")])
            judge.judge("ksvalidator objects to nothing, %s" % version, all(line.startswith("Checking") for line in output.split("\n") if line.strip()), output)
        reader = "import sys; from pykickstart.parser import KickstartParser; from pykickstart.version import makeVersion; " \
            "p = KickstartParser(makeVersion('RHEL9')); p.readKickstart(sys.argv[1]); s = p.handler.scripts; assert len(s) == 1; " \
            "assert s[0].errorOnFail and s[0].inChroot; sys.stdout.write(s[0].script)"
        script = subprocess.run([judge.arguments.python + "/python", "-c", reader, str(folder / "nmfence.ks")], check=True, stdout=subprocess.PIPE, text=True).stdout
        root = judge.root(judge.arguments.readers if words else judge.arguments.roots + "/bookworm")
        (root / "tmp/post").write_text(script)
        judge.run("the section runs in the installed system%s" % (" and enables units" if words else ""), ["chroot", str(root), "/bin/sh", "/tmp/post"])
        judge.conforms(root)
        if words:
            wants = root / "etc/systemd/system/NetworkManager.service.wants"
            judge.judge("the units are enabled", (wants / "nmfence.service").is_symlink(), os.listdir(root / "etc/systemd/system"))


def ansible(judge):
    folder, _ = judge.render("ansible", "--program", judge.program, "--pattern", "flannel*")
    sandbox = [str(HERE.parent / "nm-sandbox"), "--", str(HERE / "ansible-runs"), str(folder), judge.arguments.python, judge.program]
    run = subprocess.run(sandbox, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    lines = [line.split(": ", 1) for line in run.stdout.splitlines() if line.startswith(("ok: ", "FAILED: "))]
    for verdict, claim in lines:
        judge.judge(claim, verdict == "ok", run.stdout[-1500:])
    judge.judge("every run was judged (%d)" % len(lines), run.returncode == 0 and len(lines) >= 18, run.stdout[-1500:] + run.stderr[-1500:])


def container(judge, root, capabilities):
    """A container's own root, with the node's read-only in it and one folder to write in.

    Gives the file of the metrics in that folder, the command that goes there, and the one that takes all other rights away.
    """
    place = judge.work / "container"
    for part in ("host", "textfile", "root"):
        (place / part).mkdir(parents=True)
    own = place / "root"
    # A mount point, as the root of a container is.
    subprocess.run(["mount", "--bind", str(own), str(own)], check=True)
    for part in ("host", "textfile", "proc"):
        (own / part).mkdir()
    subprocess.run(["install", "-m", "755", judge.program, str(own / "nmfence")], check=True)
    subprocess.run(["mount", "--rbind", str(root), str(own / "host")], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(own / "host")], check=True)
    subprocess.run(["mount", "--bind", str(place / "textfile"), str(own / "textfile")], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", str(own / "proc")], check=True)
    # All rights go but those of the DaemonSet, and the one that chroot itself needs.
    rights = ",".join("+" + one.lower() for one in capabilities + ["SYS_CHROOT"])
    return place / "textfile/nmfence.prom", ["chroot", str(own)], ["setpriv", "--no-new-privs", "--bounding-set", "-all," + rights, "--inh-caps", "-all"]


def daemonset(judge):
    for words in ([], ["--openshift", "--profile", "calico-3.29", "--pattern", "a$\"%*"]):
        folder, files = judge.render("daemonset", *IMAGE, *words)
        for version in ("1.27", "1.33"):
            judge.run("kubernetes-validate --strict, %s" % version, [judge.arguments.python + "/kubernetes-validate", "-k", version, "--strict", str(folder / "daemonset.yaml")])
    _, files = judge.render("daemonset", *IMAGE, "--interval", "0.2s")
    arguments = decode.commands_of("daemonset", files)[0]
    pod = next(one for one in yaml.safe_load_all(files["daemonset.yaml"]) if one["kind"] == "DaemonSet")["spec"]["template"]["spec"]
    root = judge.root(judge.arguments.roots + "/trixie")
    metrics, inside, limited = container(judge, root, pod["containers"][0]["securityContext"]["capabilities"]["add"])
    process = subprocess.Popen(limited + inside + arguments, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    seen = set()
    while len(seen) < 3 and time.monotonic() < deadline and process.poll() is None:
        if metrics.exists():
            seen.add(metrics.stat().st_mtime_ns)
    begin = time.monotonic()
    process.send_signal(signal.SIGTERM)
    errors = process.communicate(timeout=30)[1]
    judge.judge("the loop in the container writes the metrics again and again", len(seen) >= 3, errors)
    judge.judge("it ends with SIGTERM at once", process.returncode == 143 and time.monotonic() - begin < 2, "%s %s" % (process.returncode, errors))
    text = metrics.read_text() if metrics.exists() else ""
    judge.judge("the node that it saw does not conform", re.search(r"^nmfence_conforming\S* 0$", text, re.M), text[:600])
    rows = []
    for command in (inside, limited + inside):
        run = subprocess.run(command + ["/nmfence", "check", "--root", "/host", "-o", "json"], stdout=subprocess.PIPE, text=True)
        rows.append({one["id"]: one["status"] for one in json.loads(run.stdout)["checks"]})
    different = {name: (status, rows[1].get(name)) for name, status in rows[0].items() if rows[1].get(name) != status}
    judge.judge("with its rights it can tell all that root can (%d rows)" % len(rows[0]), not different and len(rows[0]) > 30, different)
    promtool = ["chroot", judge.arguments.readers, "promtool", "check", "metrics"]
    run = subprocess.run(promtool, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    judge.judge("promtool check metrics", run.returncode == 0, run.stdout)


def npd(judge):
    _, files = judge.render("npd")
    command = decode.commands_of("npd", files)[0]
    root = judge.root(judge.arguments.roots + "/trixie")
    for status, fix in ((1, False), (0, True)):
        if fix:
            subprocess.run([judge.program, "fix", "--root", str(root)], check=True, stdout=subprocess.DEVNULL)
        run = subprocess.run([judge.program] + command[1:] + ["--root", str(root)], stdout=subprocess.PIPE, text=True)
        lines = run.stdout.splitlines()
        judge.judge("status %d and one line of at most 80 characters" % status, run.returncode == status and len(lines) == 1 and len(lines[0]) <= 80,
                    "%d\n%s" % (run.returncode, run.stdout))


def prometheus(judge):
    folder, files = judge.render("prometheus")
    root = judge.root(judge.arguments.readers)
    (root / "tmp/nmfence-rules.yaml").write_text(files["nmfence-rules.yaml"])
    (root / "tmp/test.yaml").write_bytes((HERE / "alert-tests.yaml").read_bytes())
    inside = ["chroot", str(root), "promtool"]
    judge.run("promtool check rules", inside + ["check", "rules", "--lint-fatal", "/tmp/nmfence-rules.yaml"])
    judge.run("promtool test rules", inside + ["test", "rules", "/tmp/test.yaml"])
    # The metrics of a node that lacks everything, of one that is fenced, and of one that is not Linux at all.
    nodes = [judge.root(judge.arguments.roots + "/bookworm"), judge.root(judge.arguments.roots + "/bookworm"), judge.work / "nothing"]
    nodes[2].mkdir()
    (nodes[0] / "etc/NetworkManager/conf.d").mkdir(parents=True, exist_ok=True)
    # A name that has to be escaped in a label.
    (nodes[0] / "etc/NetworkManager/conf.d/50-x.conf").write_text('[keyfile]\nunmanaged-devices=interface-name:a"b\\\\c\n')
    subprocess.run([judge.program, "fix", "--offline", "--root", str(nodes[1])], check=True, stdout=subprocess.DEVNULL)
    for node, words in ((node, words) for node in nodes for words in ([], ["--per-check", "--pattern", "x\"y*"])):
        command = [judge.program, "check", "-o", "prometheus", "--offline", "--root", str(node)] + words
        metrics = subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout
        run = subprocess.run(inside + ["check", "metrics"], input=metrics, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        series = len(re.findall(r"^nmfence_", metrics, re.M))
        judge.judge("promtool check metrics (%d series)" % series, run.returncode == 0 and not run.stdout.strip() and series > 5, run.stdout)


def grafana(judge):
    folder, files = judge.render("grafana")
    model = "import json, sys; from grafana_foundation_sdk.models.dashboard import Dashboard; " \
        "d = Dashboard.from_json(json.load(open(sys.argv[1]))); assert d.uid == 'nmfence' and len(d.panels) >= 6"
    judge.run("Grafana's model takes it", [judge.arguments.python + "/python", "-c", model, str(folder / "nmfence-dashboard.json")])
    for panel in json.loads(files["nmfence-dashboard.json"])["panels"]:
        for target in panel["targets"]:
            expression = target["expr"].replace("$instance", ".*")
            judge.run("promtool reads the query of '%s'" % panel["title"], ["chroot", judge.arguments.readers, "promtool", "--experimental", "promql", "format", expression])


KINDS = {
    "drop-in": drop_in, "networkd": networkd, "systemd": systemd, "machineconfig": machineconfig, "butane": butane, "ignition": ignition, "cloud-init": cloud_init,
    "kickstart": kickstart, "ansible": ansible, "daemonset": daemonset, "npd": npd, "prometheus": prometheus, "grafana": grafana,
}


def main():
    parser = argparse.ArgumentParser()
    for option in ("program", "readers", "roots", "networkd", "python", "work"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("kinds", nargs="*")
    arguments = parser.parse_args()
    judge = Judge(arguments)
    for kind in arguments.kinds or KINDS:
        if kind not in KINDS:
            print("unknown kind %s: one of %s" % (kind, ", ".join(KINDS)), file=sys.stderr)
            return 2
        judge.kind = kind
        KINDS[kind](judge)
    print("%d wrong" % judge.failures)
    return 1 if judge.failures else 0


if __name__ == "__main__":
    sys.exit(main())
