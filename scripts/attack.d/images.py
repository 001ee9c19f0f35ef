"""Hostile images: things of many kinds in the place of each file that is read."""
import os
import random
import re
import shutil
import socket
import stat

from trials import DROP_INS, OURS, Failed, Image, difference, snapshot

PLACES = [
    "etc/NetworkManager/NetworkManager.conf", DROP_INS + "/50-site.conf", DROP_INS + "/" + OURS,
    DROP_INS + "/" + OURS + ".nmfence-saved", DROP_INS + "/." + OURS + ".nmfence-new", DROP_INS + "/zz-last.conf",
    "usr/lib/NetworkManager/conf.d/10-vendor.conf", "run/NetworkManager/conf.d/20-run.conf",
    "var/lib/NetworkManager/NetworkManager-intern.conf", "var/lib/NetworkManager/NetworkManager.state",
    "etc/network/interfaces", "etc/sysconfig/network-scripts/ifcfg-eth0", "etc/os-release", "usr/lib/os-release",
    "etc/modules-load.d/calico.conf", "etc/modprobe.d/local.conf", "lib/modules/6.1.0-1-amd64/modules.dep.bin",
    "lib/modules/6.1.0-1-amd64/modules.alias.bin", "lib/modules/6.1.0-1-amd64/modules.builtin.bin",
    "lib/modules/6.1.0-1-amd64/modules.builtin", "boot/config-6.1.0-1-amd64", "etc/kubernetes/kubelet.conf",
    "etc/kubernetes/admin.conf", "var/lib/kubelet/kubeconfig", "var/lib/kubelet/config.yaml", "run/udev/data/n2",
    "etc/udev/rules.d/85-nm-unmanaged.rules", "etc/systemd/network/10-all.network", "etc/firewalld/firewalld.conf",
    "etc/ufw/ufw.conf", "run/nmfence/pending", "run/nmfence/reloaded", "run/nmfence", "run/nmfence.lock",
    "run/dbus/system_bus_socket", "proc/cmdline", "proc/net/route", "proc/self/status", "etc/NetworkManager/conf.d",
    "etc/NetworkManager", "usr/lib/NetworkManager", "usr/sbin/NetworkManager", "lib/modules", "etc/nmfence/nmfence.conf",
    "etc/machine-config-daemon/currentconfig", "usr/lib/NetworkManager/1.42.4",
    # What nmfence is told, and by whom.
    "etc/nmfence", "etc/machine-id", "etc/passwd", "sys/class/dmi/id/product_name", "proc/sys/kernel/osrelease", "proc/net/dev",
    # Other managers of interfaces.
    "etc/systemd/network", "run/systemd/network/20-b.network", "usr/lib/systemd/network/99-default.link",
    "etc/systemd/network/10-all.network.d/x.conf", "etc/systemd/networkd.conf", "etc/systemd/networkd.conf.d/x.conf",
    "etc/systemd/system/multi-user.target.wants/systemd-networkd.service", "etc/dhcpcd.conf", "etc/connman/main.conf",
    "etc/sysconfig/network/ifcfg-eth0", "etc/sysconfig/network", "etc/network/interfaces.d/more", "etc/network",
    "etc/default/ifupdown", "usr/lib/udev/rules.d/80-net.rules", "etc/udev/rules.d",
    # Kubernetes.
    "etc/cni/net.d", "etc/cni/net.d/10-calico.conflist", "etc/cni/net.d/00-multus.conf", "var/lib/cni/results",
    "var/lib/cni/results/k8s-pod-network-1-eth0", "var/run/calico/endpoint-status/1", "var/lib/calico/mtu", "var/lib/calico/nodename",
    "etc/calico/calicoctl.cfg", "etc/kubernetes/kubelet/kubeconfig", "var/lib/kubelet/kubeconfig-real",
    "etc/rancher/rke2/rke2.yaml", "var/lib/rancher/rke2/server/manifests/rke2-canal.yaml",
    # The packet filter's, and modules'.
    "etc/firewalld/zones/public.xml", "etc/nftables.conf", "etc/sysconfig/nftables.conf", "etc/modules-load.d/nmfence.conf",
    "etc/modules", "lib/modules/6.1.0-1-amd64/modules.softdep", "lib/modules/6.1.0-1-amd64/config", "proc/config.gz",
]

LIST = b"[keyfile]\nunmanaged-devices+="
NETWORK = b"[Match]\nName=cali* !eth0\nKind=veth\n"
SETTINGS = b"[nmfence]\ntimeout=5\n[waiver a]\nchecks=nm.*\nreason=x\nexpires=2099-01-01\n"
CNI = b'{"cniVersion":"0.3.1","name":"k8s-pod-network","plugins":[{"type":"calico","mtu":1450},{"type":"portmap"}]}'
ESCAPES = b"\x1b]0;owned\x07\x1b[31m\x9b2J\r\x08\x7f"


def text(content):
    def make(path, _image, _choice):
        with open(path, "wb") as file:
            file.write(content() if callable(content) else content)
    return make


def link(target):
    def make(path, image, _choice):
        os.symlink(target(image) if callable(target) else target, path)
    return make


def device(kind, major, minor):
    def make(path, _image, _choice):
        os.mknod(path, kind | 0o666, os.makedev(major, minor))
    return make


def local_socket(path, _image, _choice):
    # The path of a socket may hold 108 bytes.
    there = os.open(os.path.dirname(path), os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("/proc/self/fd/%d/%s" % (there, os.path.basename(path)))
    finally:
        os.close(there)


def folder(depth=0, names=(), content=b"[keyfile]\nunmanaged-devices+=interface-name:x\n"):
    def make(path, _image, _choice):
        os.mkdir(path)
        for name in names() if callable(names) else names:
            with open(os.path.join(os.fsencode(path), name), "wb") as file:
                file.write(content)
        below = path
        for _ in range(depth):
            below = os.path.join(below, "d")
            os.mkdir(below)
    return make


def chain(length):
    def make(path, _image, _choice):
        before = path
        for number in range(length):
            os.symlink("%s.%d" % (os.path.basename(path), number), before)
            before = "%s.%d" % (path, number)
        with open(before, "wb") as file:
            file.write(LIST + b"interface-name:end\n")
    return make


def cut(path, _image, choice):
    """A file that is as it should be, up to somewhere."""
    whole = choice.choice([
        LIST + b"interface-name:cali*;interface-name:tunl*\n[device-x]\nmatch-device=driver:veth\nmanaged=0\n",
        b"apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    server: https://10.0.0.1:6443\n  name: a\n",
        b"\xb0\x07\xf4\x57\x00\x02\x00\x01" + bytes(200), b"ID=rhel\nVERSION_ID=\"8.6\"\n",
        b"CONFIG_IP_SET=m\nCONFIG_VETH=y\n", NETWORK + b"[Link]\nUnmanaged=yes\n", SETTINGS, CNI,
        b"denyinterfaces cali*\ninterface eth0\n", b"auto lo /cali*\nsource interfaces.d/*\n",
        b"\x1f\x8b\x08\x00" + bytes(100), b"\x28\xb5\x2f\xfd" + bytes(100),
    ])
    with open(path, "wb") as file:
        file.write(whole[:choice.randint(0, len(whole))])


def noise(path, _image, choice):
    with open(path, "wb") as file:
        file.write(choice.randbytes(choice.choice([1, 16, 4096, 200_000])))


def mutated(path, _image, choice):
    words = [b"[keyfile]", b"[device", b"]", b"\n", b"=", b"+=", b"-=", b"unmanaged-devices", b";", b",", b"except:", b"*",
             b"interface-name:", b"mac:", b"\\", b"\"", b"'", b"\0", b"\xff", b"#", b" ", b"%s", b"$(id)", b"`id`", b".config",
             b"enable=", b"ID=", b"server:", b"- ", b"{", b"}", b"&a", b"*a", b"ACTION", b"==", b"GOTO=", b"!", b"\t"]
    with open(path, "wb") as file:
        file.write(b"".join(choice.choice(words) for _ in range(choice.randint(1, 2000))))


def sparse(size):
    def make(path, _image, _choice):
        with open(path, "wb") as file:
            file.truncate(size)
    return make


def owned(mode, owner=0):
    def make(path, _image, _choice):
        with open(path, "wb") as file:
            file.write(LIST + b"interface-name:x\n")
        os.chown(path, owner, owner)
        os.chmod(path, mode)
    return make


def hard_link(path, image, _choice):
    source = image.path("tmp/linked")
    with open(source, "wb") as file:
        file.write(LIST + b"interface-name:x\n")
    os.link(source, path)


def parent_is_file(path, _image, _choice):
    parent = os.path.dirname(path)
    shutil.rmtree(parent)
    with open(parent, "wb") as file:
        file.write(b"not a folder\n")


def missing(_path, _image, _choice):
    pass


def lines(line, count):
    return lambda: b"".join(line % number for number in range(count))


def siblings(names):
    """Files of strange names beside the place; the place itself is empty."""
    def make(path, _image, _choice):
        parent = os.fsencode(os.path.dirname(path))
        for name in names() if callable(names) else names:
            with open(os.path.join(parent, name), "wb") as file:
                file.write(LIST + b"interface-name:x\n")
    return make


KINDS = {
    "a pipe": lambda path, *_: os.mkfifo(path), "a socket": local_socket,
    "/dev/zero": device(stat.S_IFCHR, 1, 5), "/dev/null": device(stat.S_IFCHR, 1, 3),
    "/dev/full": device(stat.S_IFCHR, 1, 7), "/dev/random": device(stat.S_IFCHR, 1, 8),
    "/dev/tty": device(stat.S_IFCHR, 5, 0), "a device that is not there": device(stat.S_IFCHR, 250, 77),
    "a block device": device(stat.S_IFBLK, 7, 200), "/dev/mem": device(stat.S_IFCHR, 1, 1),
    "an empty folder": folder(), "a deep folder": folder(depth=200), "a full folder": folder(names=[b"a.conf", b"b"]),
    "10,000 names": folder(names=lambda: [b"%05d.conf" % number for number in range(10_000)]),
    "a link to nothing": link("nowhere"), "a link to itself": lambda path, *_: os.symlink(os.path.basename(path), path),
    "a chain of 39 links": chain(39), "a chain of 60 links": chain(60), "a link to /": link("/"),
    "a link out, absolute": link(lambda image: image.outside + "/secret"),
    "a link out, relative": link("../../../../../../../../outside/secret"),
    "a link out to a folder": link(lambda image: image.outside + "/conf.d"),
    "a link to the machine's passwd": link("/etc/passwd"), "a link to a descriptor": link("/proc/self/fd/0"),
    "a link to its own folder": link("."), "a link to the folder above": link(".."), "a link of 4,000 bytes": link("a/" * 2000),
    "a link to the root of a process": link("/proc/self/root/etc/passwd"), "a hard link": hard_link,
    "50 MB of zeros": sparse(50_000_000), "4 GB of nothing": sparse(4 << 30),
    "50 MB of comments": text(lambda: b"# a comment\n" * 4_200_000), "one line of 8 MB": text(lambda: LIST + b"x" * 8_000_000),
    "100,000 tokens": text(lambda: LIST + b";".join(b"interface-name:a%d*" % number for number in range(100_000))),
    "100,000 exceptions": text(lambda: LIST + b";".join(b"except:interface-name:*%d" % n for n in range(100_000))),
    "100,000 keys": text(lines(b"[keyfile]\nkey%d=1\n", 100_000)), "100,000 groups": text(lines(b"[device-%d]\nmanaged=1\n", 100_000)),
    "20,000 removals": text(lines(b"[keyfile]\nunmanaged-devices-=interface-name:a%d\n", 20_000)),
    "100,000 settings of nmfence": text(lambda: b"[nmfence]\n" + b"".join(b"a%d=b\n" % n for n in range(100_000))),
    "5,000 waivers": text(lambda: b"".join(b"[waiver %d]\nchecks=*%d*\nreason=r\n" % (n, n) for n in range(5_000))),
    "a waiver of escapes": text(b"[waiver " + ESCAPES + b"]\nchecks=*\nreason=" + ESCAPES + b"\nexpires=9999-99-99\n"),
    "50,000 names of one link": text(lambda: b"[Match]\nName=" + b" ".join(b"cali%d*" % n for n in range(50_000)) + b"\n"),
    "50,000 lines of one match": text(lines(b"[Match]\nName=x%d\n", 50_000)),
    "a line that goes on for 1 MB": text(lambda: b"[Match]\nName=\\\n" + b"a \\\n" * 250_000),
    "backslashes only": text(b"\\\n" * 500_000),
    "networkd with escapes": text(b"[Match]\nName=" + ESCAPES + b"\n[Link]\nName=" + ESCAPES + b"\n"),
    "globs without an end": text(b"[Match]\nName=" + b"[" * 500 + b" " + b"*?" * 200 + b"\ndenyinterfaces [!\nauto /[a/\n"),
    "stars for fnmatch": text(b"[Match]\nName=" + b"*a" * 60 + b"b\ndenyinterfaces " + b"*a" * 60 + b"b\nauto /" + b"*a" * 60 + b"b\n"),
    "files that include themselves": text(b"source interfaces\nsource * * *\nsource-directory . . .\nauto cali0\n"),
    "3,000 .network files": folder(names=lambda: [b"%04d.network" % number for number in range(3_000)], content=NETWORK),
    "3,000 files of one unknown": folder(
        names=lambda: [b"%04d.network" % number for number in range(3_000)], content=b"[Match]\nProperty=A=1\n"),
    "JSON that is deep": text(b'{"plugins":' + b"[" * 100_000), "JSON with much": text(
        lambda: b'{"plugins":[' + b",".join(b'{"type":"x%d"}' % n for n in range(60_000)) + b"]}"),
    "JSON without an end": text(CNI[:-9]), "JSON of another form": text(b'{"plugins":{"type":["calico"]},"type":7,"ifaceName":null}'),
    "JSON with escapes": text(b'{"type":"\\u001b]0;x\\u0007","plugins":[{"type":"\\ud800"}],"ifaceName":"\\u202e\\n"}'),
    "numbers of JSON": text(b'{"plugins":[{"type":"calico","mtu":1e999}],"cniVersion":-0,"spec":{"config":1e-999}}'),
    "2,000 results of pods": folder(
        names=lambda: [b"pod-%d" % number for number in range(2_000)],
        content=b'{"kind":"cniCacheV1","result":{"interfaces":[{"name":"cali0"}],"ips":[{"address":"10.0.0.1/32"}]}}'),
    "a group without an end": text(b"[keyfile\nunmanaged-devices=x\n"), "a quote without an end": text(b'ID="rhel\nA=\'b\n'),
    "stars": text(LIST + b"interface-name:" + b"*a" * 3000 + b"\n"), "question marks": text(LIST + b"interface-name:" + b"?" * 9000),
    "escape sequences": text(LIST + b"interface-name:" + ESCAPES + b"\n[" + ESCAPES + b"]\n" + ESCAPES + b"=" + ESCAPES + b"\n"),
    "NULs": text(LIST + b"interface-name:a\0b\n\0\0[x]\0=\0\n"), "only NULs": text(bytes(5000)), "nothing": text(b""),
    "no UTF-8": text(LIST + b"interface-name:\xff\xfe\xc3\x28\xed\xa0\x80\n[\xff]\n\xfe=\xff\n"), "CRLF": text(b"[keyfile]\r\na=b\r\n"),
    "a byte-order mark": text(b"\xef\xbb\xbf" + LIST + b"x\n"), "UTF-16": text(LIST.decode().encode("utf-16")),
    "line separators of Unicode": text(LIST + "a\u2028b\u2029c\u0085d\u202ee".encode() + b"\n"),
    "large numbers": text(b"[main]\na=99999999999999999999\nID=1\nVERSION_ID=99999999999999999999.1\n[device]\nmanaged=9e999\n"),
    "formats": text(LIST + b"%s%n%x;$(touch /tmp/attack);`id`;${HOME}\n"), "YAML that grows": text(
        b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 110))),
    "YAML that is deep": text(b"[" * 50_000), "flow without an end": text(b"{clusters: [{cluster: {server: 'https://"),
    "mode 0": owned(0), "somebody else's": owned(0o666, 65534), "set-user-id": owned(0o6777, 65534),
    "a file above": parent_is_file, "not there": missing, "cut off": cut, "noise": noise, "mutated": mutated,
    "names with escapes": siblings([b"a\x1b[31m.conf", b"b\n.conf", b"c\x07.conf", b"d\r.conf", b"e\x7f.conf"]),
    "names that are no UTF-8": siblings([b"\xff\xfe.conf", b"\xc3\x28.conf", b"a\x80.conf"]),
    "names like options": siblings([b"-rf.conf", b"--root=x.conf", b"$(id).conf", b"a b.conf", b"*.conf", b"%s.conf"]),
    "long names": siblings([b"n" * 250 + b".conf", b"." * 200 + b".conf"]),
    "5,000 siblings": siblings(lambda: [b"%d.conf" % number for number in range(5_000)]),
}

VERBS = [["check", "-v"], ["check", "-o", "json"], ["check", "--only", "nm.*"], ["diff"], ["fix"], ["fix", "--adopt"], ["revert"],
         ["config"], ["config", "-o", "json"], ["explain", "cali0", "eth0"], ["list", "checks"], ["check", "--profile", "auto"],
         ["explain", "node"], ["explain", "node", "-o", "json"], ["check", "-a", "-o", "junit"], ["check", "-o", "prometheus"],
         ["list", "settings"], ["render", "drop-in"], ["render", "daemonset"], ["render", "ansible", "-o", "json"]]
# Files of the image that verbs are told to read: reports, the names of nodes, devices, settings.
TOLD = [lambda path: ["merge", path], lambda path: ["merge", "-o", "json", os.path.dirname(path)],
        lambda path: ["merge", "-o", "html", "--expect", path, path], lambda path: ["explain", "--devices", path],
        lambda path: ["check", "--config", path], lambda path: ["list", "settings", "--config", path]]


def trial(tool, scratch, choice, number=0):
    """Two or three places of an image hold what does not belong there; every kind comes up in turn."""
    image = Image(scratch)
    names = list(KINDS)
    kinds = [names[(2 * number + which) % len(names)] for which in (0, 1)] + choice.choices(names, k=choice.choice([0, 0, 1]))
    made, places = [], []
    try:
        for kind in kinds:
            place = choice.choice(PLACES)
            places.append(place)
            make(image, place, kind, choice)
            made.append("%s at %s" % (kind, place))
        for verb in choice.sample(VERBS, 2) + told(image.path(places[0]), choice) + [["fix"], ["revert"]]:
            attack(tool, image, verb)
    except Failed as error:
        raise Failed(error.column, "%s: %s" % (", ".join(made), error)) from error
    finally:
        image.remove()


def told(path, choice):
    """A verb that is told to read this file. Devices are this machine's, wherever their nodes lie."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        mode = 0
    return [] if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else [choice.choice(TOLD)(path)]


def make(image, place, kind, choice):
    path = image.path(place)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.islink(path) or os.path.isfile(path):
            os.unlink(path)
        elif os.path.isdir(path):
            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.unlink(path)
        KINDS[kind](path, image, choice)
    except OSError:
        pass  # Another kind has made it impossible: one the less.


def attack(tool, image, verb):
    before = snapshot(image.root)
    run = tool.run(*verb, "--root", image.root)
    image.check_outside()
    if (run.output.count(b"CANARY") or run.errors.count(b"CANARY")) and not leads_out(image.root, verb):
        raise Failed("escapes", "it prints what is outside of the root: %s" % run)
    looks = verb[0] not in ("fix", "revert")
    after = snapshot(image.root)
    if not looks:
        # The journal is the program's own, and so is a file that was on its way when a run was killed.
        after, before = without(b"run/nmfence", after), without(b"run/nmfence", before)
        after, before = without(b".nmfence-new", after), without(b".nmfence-new", before)
        if run.status == 0:
            after, before = without(b"nmfence", after), without(b"nmfence", before)
            if len(after) > len(before):
                led = led_to(image.root)
                after = {name: value for name, value in after.items()
                         if name in before or not FOLDERS.fullmatch(name) and name not in led}
    if after != before:
        raise Failed("lost", "%s changed: %s" % (run, difference(before, after)))


def leads_out(root, verb):
    """Whether a file that the caller names is a link out of the image: it is followed, as by every program that is given a name."""
    return any(os.path.isabs(word) and not os.path.realpath(word).startswith(root + "/") for word in verb)


def led_to(root):
    """Where the folder of drop-ins is, if a link leads to it: a fix makes it there. Links lead to places inside the root."""
    root, place, links = os.fsencode(root), [], 0
    pending = os.fsencode(DROP_INS).split(b"/")[::-1]
    while pending:
        name = pending.pop()
        here = os.path.join(root, *place, name)
        if name == b"..":
            del place[-1:]
        elif os.path.islink(here) and links < 40:
            links += 1
            target = os.readlink(here)
            if target.startswith(b"/"):
                place = []
            pending += target.split(b"/")[::-1]
        elif name not in (b"", b"."):
            place.append(name)
    name = b"/".join(place)
    return {name, os.path.join(name, b".")}


# What a fix makes where it is not there.
FOLDERS = re.compile(rb"(etc|etc/NetworkManager|etc/NetworkManager/conf\.d)(/\.)?|run(/\.)?")


def without(part, tree):
    return {name: value for name, value in tree.items() if part not in name}


def count():
    return len(KINDS)


if __name__ == "__main__":
    print(len(KINDS), "kinds,", len(PLACES), "places,", random.choice(list(KINDS)))
