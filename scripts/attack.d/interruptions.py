"""Kills, signals, races, concurrent runs and limits, on images."""
import os
import shutil
import signal
import subprocess
import threading
import time

from trials import DROP_INS, OURS, Failed, Image, difference, judge, limited, snapshot

MARK = b"# Written by 'nmfence fix'; 'nmfence revert' takes it back.\n"
OLDER = MARK + b"[keyfile]\nunmanaged-devices+=interface-name:cali*\n"
THEIRS = b"# theirs\n[keyfile]\nunmanaged-devices+=interface-name:cali*\n"


STARTS = ["nothing", "older", "theirs", "no folder", "attributes"]


def start_of(image, kind):
    """Makes what stands in our file's place before the run, and says which options the run needs."""
    options = []
    if kind == "older":
        image.write(DROP_INS + "/" + OURS, OLDER)
    elif kind == "theirs":
        image.write(DROP_INS + "/" + OURS, THEIRS, 0o640)
        options = ["--adopt"]
    elif kind == "no folder":
        shutil.rmtree(image.path(DROP_INS))
    elif kind == "attributes":
        image.write(DROP_INS + "/" + OURS, OLDER, 0o600)
        os.chown(image.path(DROP_INS + "/" + OURS), 1, 1)
        try:
            os.setxattr(image.path(DROP_INS + "/" + OURS), "user.attack", b"kept")
        except OSError:
            pass  # A file system without such attributes.
    return options


class Undisturbed:
    """What a fix makes of each start, and how long it takes."""

    def __init__(self):
        self.known = {}

    def of(self, tool, scratch, kind):
        if kind not in self.known:
            image = Image(scratch)
            try:
                options = start_of(image, kind)
                run = tool.run("fix", "--root", image.root, *options)
                if run.status != 0:
                    raise Failed("lost", "an undisturbed fix: %s" % run)
                self.known[kind] = (image.drop_in(), run.seconds)
            finally:
                image.remove()
        return self.known[kind]


UNDISTURBED = Undisturbed()


def check_whole(image, kind, before, new):
    """Our file is the old one or the new one, and what was somebody's is somewhere."""
    left = image.drop_in()
    if left not in (before, new):
        raise Failed("halves", "%s: our file holds %r" % (kind, left and left[:80]))
    if kind == "theirs" and left != THEIRS:
        try:
            with open(image.path(DROP_INS + "/" + OURS + ".nmfence-saved"), "rb") as file:
                saved = file.read()
        except OSError as error:
            raise Failed("lost", "%s: the file that was adopted is not there: %s" % (kind, error)) from error
        if saved != THEIRS:
            raise Failed("lost", "%s: the file that was adopted is changed" % kind)


def check_next(tool, image, options, new):
    """The next run completes what is left, and leaves no file that is on its way."""
    run = tool.run("fix", "--root", image.root, *options)
    if run.status != 0 or image.drop_in() != new:
        raise Failed("halves", "the next fix does not complete it: %s" % run)
    left = [name for name in os.listdir(image.path(DROP_INS)) if "nmfence-new" in name]
    if left:
        raise Failed("halves", "the next fix leaves %s" % left)


def disturbed(tool, scratch, choice, number):
    """Starts a fix on an image and sends it a signal at a random time."""
    image = Image(scratch)
    try:
        kind = choice.choice(STARTS)
        options = start_of(image, kind)
        new, usual = UNDISTURBED.of(tool, scratch, kind)
        before, everything = image.drop_in(), snapshot(image.root)
        process = tool.start("fix", "--root", image.root, *options)
        time.sleep(choice.uniform(0, usual * 1.2))
        sent = number(choice)
        process.send_signal(sent)
        run = tool.end(process, 30)
        check_whole(image, kind, before, new)
        if sent != signal.SIGKILL:
            # Before it notes signals, and after it stopped to, one ends it as it ends any process.
            if run.status != -sent:
                judge(run)
            if run.status == 0 and image.drop_in() != new:
                raise Failed("halves", "%s: it says that it is done: %s" % (kind, run))
            after = snapshot(image.root)
            if run.status == 128 + sent and after != everything:
                raise Failed("lost", "%s: it ended by a signal, and left: %s" % (kind, difference(everything, after)))
        image.check_outside()
        check_next(tool, image, options, new)
    finally:
        image.remove()


def kill(tool, scratch, choice):
    disturbed(tool, scratch, choice, lambda _: signal.SIGKILL)


def signals(tool, scratch, choice):
    disturbed(tool, scratch, choice, lambda c: c.choice([signal.SIGTERM, signal.SIGINT, signal.SIGHUP]))


def race(tool, scratch, choice):
    """The owner of the image renames and links all the while."""
    image = Image(scratch)
    end = threading.Event()
    target = choice.choice([image.outside + "/conf.d", image.outside, "../../../outside/conf.d"])
    what = choice.choice(["conf.d", "NetworkManager", "etc", "file", "new", "saved", "run", "made"])

    def swap(path, link_to):
        """Now the real thing stands there, now a link that leads out."""
        aside = path + ".aside"
        while not end.is_set():
            try:
                if os.path.lexists(path):
                    os.rename(path, aside)
                os.symlink(link_to, path)
                os.unlink(path)
                if os.path.lexists(aside):
                    os.rename(aside, path)
            except OSError:
                pass

    places = {
        "conf.d": (DROP_INS, target), "NetworkManager": ("etc/NetworkManager", image.outside),
        "etc": ("etc", image.outside), "file": (DROP_INS + "/" + OURS, image.outside + "/secret"),
        "new": (DROP_INS + "/." + OURS + ".nmfence-new", image.outside + "/secret"),
        "saved": (DROP_INS + "/" + OURS + ".nmfence-saved", image.outside + "/secret"),
        "run": ("run", image.outside), "made": (DROP_INS, image.outside),
    }
    place, link = places[what]
    if what == "made":
        shutil.rmtree(image.path(DROP_INS))
    if what in ("file", "saved"):
        image.write(DROP_INS + "/" + OURS, THEIRS)
    thread = threading.Thread(target=swap, args=(image.path(place), link))
    thread.start()
    try:
        for _ in range(choice.randint(2, 6)):
            verb = choice.choice(["fix", "fix", "revert"])
            options = ["--adopt"] if verb == "fix" and choice.random() < 0.5 else []
            tool.run(verb, "--root", image.root, *options)
            image.check_outside()
    finally:
        end.set()
        thread.join()
        image.remove()


def concurrent(tool, scratch, choice):
    """Many runs at once: each ends as it should, and the file is whole."""
    image = Image(scratch)
    try:
        new, _ = UNDISTURBED.of(tool, scratch, "nothing")
        count = choice.randint(2, 30)
        with_reverts = choice.random() < 0.5
        verbs = [choice.choice(["fix", "revert"]) if with_reverts else "fix" for _ in range(count)]
        processes = [tool.start(verb, "--root", image.root, "--timeout", "60") for verb in verbs]
        for process in processes:
            run = tool.end(process, 60)
            judge(run)
            if run.status != 0:
                raise Failed("lost", "one of %d at once: %s" % (count, run))
        if image.drop_in() not in ((new, None) if with_reverts else (new,)):
            raise Failed("halves", "%d at once leave %r" % (count, image.drop_in()))
        check_next(tool, image, [], new)
    finally:
        image.remove()


def limits(tool, scratch, choice):
    """Too few of something: the file is whole, and 0 is said only where it is done."""
    image = Image(scratch)
    try:
        kind = choice.choice(STARTS)
        options = start_of(image, kind)
        new, _ = UNDISTURBED.of(tool, scratch, kind)
        what = choice.choice(["FSIZE", "NOFILE", "AS", "STACK", "NPROC", "full", "inodes", "read-only"])
        constraint = None
        if what == "FSIZE":
            constraint = limited(FSIZE=choice.choice([0, 1, 100, 1000, 1600, 2000]))
        elif what == "NOFILE":
            constraint = limited(NOFILE=choice.randint(3, 24))
        elif what == "AS":
            constraint = limited(AS=choice.randint(64, 128) << 20)
        elif what == "STACK":
            constraint = limited(STACK=choice.randint(128, 512) << 10)
        elif what == "NPROC":
            constraint = limited(NPROC=0)
        else:
            mounted(image, what, choice)
        before = image.drop_in()
        verb = choice.choice(["fix", "fix", "diff", "check"])
        run = tool.run(verb, "--root", image.root, *(options if verb == "fix" else []), before=constraint)
        check_whole(image, kind, before, new)
        if verb == "fix" and run.status == 0 and image.drop_in() != new:
            raise Failed("halves", "%s: it says that it is done: %s" % (what, run))
        image.check_outside()
        if what in ("full", "inodes", "read-only"):
            subprocess.run(["umount", "-l", image.path(mount_of(what))], check=True)
            if what == "read-only":
                check_next(tool, image, options, new)
        else:
            check_next(tool, image, options, new)
    finally:
        image.remove()


def mount_of(what):
    return "etc" if what == "read-only" else DROP_INS


def mounted(image, what, choice):
    """A file system without room below the folder, with the files that were there."""
    place = image.path(mount_of(what))
    if what == "read-only":
        subprocess.run(["mount", "--bind", place, place], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
        return
    os.makedirs(place, exist_ok=True)
    files = {}
    for name in os.listdir(place):
        with open(os.path.join(place, name), "rb") as file:
            files[name] = file.read()
    option = "size=%dk" % (4 * (len(files) + choice.randint(0, 1))) if what == "full" else "nr_inodes=%d" % (len(files) + 1)
    subprocess.run(["mount", "-t", "tmpfs", "-o", option, "attack", place], check=True)
    for name, content in files.items():
        try:
            with open(os.path.join(place, name), "wb") as file:
                file.write(content)
        except OSError:
            pass  # No room: then it was not there.
