"""Daemons that own NetworkManager's name and answer wrongly, late or never. Runs in scripts/nm-sandbox."""
import os
import resource
import shutil
import threading
import time

from bus_peer import Peer
from trials import Failed, difference, snapshot

NAME = "org.freedesktop.NetworkManager"
MANAGER = "/org/freedesktop/NetworkManager"
DEVICE = MANAGER + "/Devices/1"
DEVICE_INTERFACE = NAME + ".Device"
# In kB, as getrusage has it: what may be received at once, what it is read into, and the program itself.
MEMORY = 512 << 10
LIMIT = 1


class Daemon:
    """A NetworkManager with one device, cali0, which it drives; `hooks` take the place of its answers."""

    def __init__(self, **traits):
        self.managed, self.reloaded, self.startup = True, False, False
        self.version, self.name, self.permission, self.enabled, self.count = "1.42.4", "cali0", "yes", True, 1
        self.hook = None
        self.questions = 0
        self.__dict__.update(traits)

    def answer(self, peer, call):
        self.questions += 1
        what = self.subject(call)
        if self.hook and self.hook(self, peer, call, what):
            return
        self.honest(peer, call, what)

    @staticmethod
    def subject(call):
        """Which question it is: the member, and for properties of which interface."""
        member = call.get("member", "")
        if member == "GetAll":
            return "manager" if call["arguments"][:1] == [NAME] else "device"
        return member

    def honest(self, peer, call, what):
        if what == "manager":
            peer.reply(call, "a{sv}", self.manager())
        elif what == "device" and call["arguments"][:1] == [DEVICE_INTERFACE]:
            peer.reply(call, "a{sv}", self.device())
        elif what == "device":
            peer.reply(call, "a{sv}", {})
        elif what == "Get":
            values = {**self.manager(), **self.device()}
            peer.reply(call, "v", values.get(call["arguments"][-1], ("b", self.startup)))
        elif what == "Set":
            self.managed = False
            peer.reply(call)
        elif what == "Reload":
            self.managed, self.reloaded = False, True
            peer.reply(call)
        elif what == "GetPermissions":
            peer.reply(call, "a{ss}", {NAME + "." + word: self.permission for word in ("reload", "network-control")})
        else:
            peer.error(call, "org.freedesktop.DBus.Error.UnknownMethod", "No such method")

    def paths(self):
        return [DEVICE] + [MANAGER + "/Devices/%d" % number for number in range(2, self.count + 1)]

    def manager(self):
        return {"Version": ("s", self.version), "Startup": ("b", self.startup), "NetworkingEnabled": ("b", self.enabled),
                "State": ("u", 70), "AllDevices": ("ao", self.paths())}

    def device(self):
        return {"Interface": ("s", self.name), "DeviceType": ("u", 20), "Managed": ("b", self.managed),
                "StateReason": ("(uu)", (30, 0) if self.managed else (10, 3)), "Driver": ("s", "veth"), "Real": ("b", True),
                "ActiveConnection": ("o", "/")}

    def changed(self, peer):
        peer.signal(DEVICE, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", DEVICE_INTERFACE,
                    {"Managed": ("b", self.managed)}, [])


QUESTIONS = ("manager", "device", "Set", "Reload", "GetPermissions", "Get")


def at(question, act):
    """Does something in place of one answer."""
    def hook(daemon, peer, call, what):
        if what != question:
            return False
        act(daemon, peer, call)
        return True
    return hook


def silent(_daemon, _peer, _call):
    pass


def dies(_daemon, peer, _call):
    peer.leave()


def refuses(name, text):
    return lambda _daemon, peer, call: peer.error(call, name, text)


def says(signature, *values):
    return lambda _daemon, peer, call: peer.reply(call, signature, *values)


def with_property(question, **values):
    """The honest answer, but for some properties."""
    def act(daemon, peer, call):
        honest = daemon.manager() if question == "manager" else daemon.device()
        peer.reply(call, "a{sv}", {**honest, **values})
    return at(question, act)


def late(seconds):
    def hook(daemon, peer, call, what):
        time.sleep(seconds)
        daemon.honest(peer, call, what)
        return True
    return hook


def flips(after):
    """Manages the device again some time behind the reload."""
    def hook(daemon, peer, call, what):
        if what != "Reload":
            return False
        daemon.honest(peer, call, what)

        def back():
            daemon.managed = True
            daemon.changed(peer)
        threading.Timer(after, back).start()
        return True
    return hook


def loses_name(question, again):
    def act(daemon, peer, call):
        peer.disown()
        if again is not None:
            time.sleep(again)
            peer.own()
        daemon.honest(peer, call, daemon.subject(call))
    return at(question, act)


def floods(count):
    def hook(daemon, peer, call, what):
        for _ in range(count):
            daemon.changed(peer)
        daemon.honest(peer, call, what)
        return True
    return hook


def twice(daemon, peer, call, what):
    daemon.honest(peer, call, what)
    daemon.honest(peer, call, what)
    return True


def wrong_serial(_daemon, peer, call, _what):
    peer.reply(call, "s", "?", to=call["serial"] + 1000)
    return True


def no_object(_daemon, peer, call, _what):
    peer.error(call, "org.freedesktop.DBus.Error.UnknownMethod", "Object does not exist at path “%s”" % call.get("path"))
    return True


def no_object_for(count):
    def hook(daemon, peer, call, what):
        return daemon.questions <= count and no_object(daemon, peer, call, what)
    return hook


def garbage(_daemon, peer, _call, _what):
    with peer.lock:
        peer.socket.sendall(b"l\2\0\1" + b"\xff" * 64)
    return True


def half_message(_daemon, peer, _call, _what):
    with peer.lock:
        peer.socket.sendall(b"l\2\0\1\0\0\1\0\1\0\0\0")
    return True


def device_gone(daemon, peer, call):
    if daemon.reloaded:
        return refuses("org.freedesktop.DBus.Error.UnknownMethod", "Object does not exist at path “%s”" % DEVICE)(daemon, peer, call)
    return peer.reply(call, "a{sv}", daemon.device() if call["arguments"][0] == DEVICE_INTERFACE else {})


def deep(levels):
    value = ("s", "x")
    for _ in range(levels):
        value = ("v", value)
    return value


LARGE = b"x" * 30_000_000
ESCAPES = "cali\x1b[31m\x07\u202e\r\n0"


def behaviours():
    """Name, and what makes the daemon."""
    made = {"is honest": Daemon, "is slow": lambda: Daemon(hook=late(0.05)), "answers late": lambda: Daemon(hook=late(0.7))}

    def add(label, hook=None, **traits):
        made[label] = lambda: Daemon(hook=hook, **traits)

    for question in QUESTIONS:
        add("never answers " + question, at(question, silent))
        add("dies at " + question, at(question, dies))
        add("loses its name at " + question, loses_name(question, None))
        add("loses its name at %s and regains it" % question, loses_name(question, 0.05))
        add("refuses " + question, at(question, refuses(NAME + ".PermissionDenied", ESCAPES)))
        add("answers %s with text" % question, at(question, says("s", "yes")))
        add("answers %s with nothing" % question, at(question, says("")))
        add("answers %s with 30 MB" % question, at(question, says("a{sv}", {"Interface": ("ay", LARGE)})))
    for name in ("AccessDenied", "NoReply", "UnknownInterface", "ServiceUnknown", "NoMemory", "LimitsExceeded", "Disconnected"):
        add("answers with " + name, lambda d, p, c, w, n=name: p.error(c, "org.freedesktop.DBus.Error." + n, "no") or True)
    for key in ("Version", "Startup", "AllDevices", "NetworkingEnabled", "State"):
        add("has a %s of another type" % key, with_property("manager", **{key: ("a{sv}", {"x": ("u", 1)})}))
    for key in ("Interface", "DeviceType", "Managed", "StateReason", "Driver", "Real", "ActiveConnection"):
        add("has a device's %s of another type" % key, with_property("device", **{key: ("d", 1.5)}))
    for text in ("", "1", "1.42", "99999999999999999999.1.1", "1.42.4" * 5000, "one", ESCAPES, "-1.-2.-3"):
        add("has the version %r" % text[:24], version=text)
    for text in ("", ESCAPES, "x" * 5000, "cali*", "../cali0", "cali0;rm", "lo", "eth0"):
        add("has a device %r" % text[:24], name=text)
    for after in (0, 0.03, 0.3, 1):
        add("flips back %g s behind the reload" % after, flips(after))
    for answer in ("no", "auth", "", "maybe"):
        add("permits %r" % answer, permission=answer)
    add("is always starting", startup=True)
    add("has no objects", no_object)
    add("has no objects at first", no_object_for(20))
    add("lost a device behind the reload", at("device", device_gone))
    add("has 20,000 devices", count=20_000)
    add("has a device twice", with_property("manager", AllDevices=("ao", [DEVICE] * 3)))
    add("has devices that are no devices", with_property("manager", AllDevices=("ao", ["/", "/a", MANAGER])))
    add("has 400,000 devices", with_property("manager", AllDevices=("ao", [DEVICE] * 400_000)))
    add("is asleep", enabled=False)
    add("floods", floods(2000))
    add("answers everything twice", twice)
    add("answers another call", wrong_serial)
    add("sends garbage", garbage)
    add("stops in the middle of a message", half_message)
    add("nests variants", with_property("device", Driver=deep(20)))
    add("says one megabyte of error", at("Reload", refuses(NAME + ".Failed", "x" * 1_000_000)))
    add("has a long error name", at("Reload", refuses("a." + "b" * 250, "x")))
    add("stays managed", at("Reload", says("")), reloaded=False)
    add("does not release", at("Set", says("")))
    return made


BEHAVIOURS = behaviours()
VERBS = [["fix"], ["fix", "--allow-disruption"], ["check", "--only", "nm.*"], ["check", "-o", "json", "--only", "nm.*"], ["revert"],
         ["explain", "cali0"], ["diff"], ["config"], ["fix", "--require-live"]]
FOLDER = "/etc/NetworkManager"


def trial(tool, _scratch, choice, number=0):
    names = list(BEHAVIOURS)
    name = names[number % len(names)]
    for verb in [["fix"], choice.choice(VERBS)]:
        try:
            one(tool, name, verb)
        except Failed as error:
            raise Failed(error.column, "a daemon that %s, %s" % (name, error)) from error


def one(tool, name, verb):
    """A daemon of its own for each run, and a node without the fence unless it is to be taken back."""
    shutil.rmtree(FOLDER + "/conf.d", ignore_errors=True)
    os.makedirs(FOLDER + "/conf.d")
    if verb[0] == "revert":
        tool.run("fix", "--offline")
    before = snapshot(FOLDER)
    peer = Peer(os.environ["NMFENCE_SANDBOX_BUS"], NAME, BEHAVIOURS[name]().answer)
    try:
        if not peer.owned.wait(20):
            raise Failed("crashes", "the bus gives no name")
        run = tool.run(*verb, limit=LIMIT)
    finally:
        peer.close()
    after = snapshot(FOLDER)
    if (verb[0] not in ("fix", "revert") or run.status not in (0, 4)) and after != before:
        raise Failed("lost", "%s left: %s" % (run, difference(before, after)))
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    if used > MEMORY:
        raise Failed("crashes", "%s used %d MB" % (run, used >> 10))
