"""What every part has in common: images, snapshots of folders, runs of the program, and what is counted."""
import hashlib
import os
import resource
import shutil
import signal
import stat
import subprocess
import tempfile
import time

DROP_INS = "etc/NetworkManager/conf.d"
OURS = "zz-nmfence.conf"
# What the program may end with: the table of its --help.
STATUSES = {0, 1, 2, 3, 4, 64, 69, 74, 75, 77, 78, 129, 130, 143}
GRACE = 0.2
COLUMNS = ("halves", "escapes", "hangs", "crashes", "lost")


class Failed(Exception):
    """A claim that does not hold: which column of the table it belongs in, and what was seen."""

    def __init__(self, column, text):
        super().__init__(text)
        self.column = column


class Run:
    """A run of the program that has ended."""

    def __init__(self, arguments, status, output, errors, seconds):
        self.arguments, self.status, self.seconds = arguments, status, seconds
        self.output, self.errors = output, errors

    def __str__(self):
        said = (self.errors or self.output).decode("utf-8", "backslashreplace").strip()
        return "%s: status %s, %.2f s: %s" % (" ".join(map(shown, self.arguments)), self.status, self.seconds, said[-300:])


def shown(word):
    if isinstance(word, bytes):
        word = word.decode("utf-8", "backslashreplace")
    return word.encode("unicode_escape").decode() if not word.isprintable() else word


class Tool:
    """The program under attack."""

    def __init__(self, path, scratch):
        self.path, self.scratch = path, scratch

    def start(self, *arguments, before=None):
        def child():
            # The campaign may be started with signals ignored.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
                signal.signal(number, signal.SIG_DFL)
            if before:
                before()

        output, errors = tempfile.TemporaryFile(dir=self.scratch), tempfile.TemporaryFile(dir=self.scratch)
        process = subprocess.Popen(
            [self.path, *arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=errors, preexec_fn=child,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"})
        process.files, process.started, process.words = (output, errors), time.monotonic(), arguments
        return process

    def end(self, process, limit):
        """Waits for the end. `limit` is in seconds; None says that the run was killed, and is not judged."""
        try:
            process.wait((limit or 60) + GRACE + 20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Failed("hangs", "%s does not end" % " ".join(map(shown, process.words)))
        seconds = time.monotonic() - process.started
        texts = []
        for file in process.files:
            file.seek(0)
            texts.append(file.read())
            file.close()
        return Run(process.words, process.returncode, *texts, seconds)

    def run(self, *arguments, limit=5, before=None, retries=2):
        """A run with a deadline of `limit` seconds, which must end as the program promises."""
        words = [*arguments, "--timeout", "%g" % limit]
        run = self.end(self.start(*words, before=before), limit)
        judge(run)
        # An undo has ten seconds of its own, as the README says.
        if run.seconds > limit + GRACE + (10 if run.status in (3, 4) else 0):
            # A machine with much to do may have been late, not the program: what hangs does so again, before all others.
            if retries > 0:
                return self.run(*arguments, limit=limit, before=hurried(before), retries=retries - 1)
            load = "%.1f %.1f %.1f" % os.getloadavg()
            raise Failed("hangs", "%.2f s over its deadline, three times, load %s: %s" % (run.seconds - limit, load, run))
        return run


def judge(run):
    """No crash, no status that is none, nothing for a terminal to obey."""
    if run.status not in STATUSES:
        raise Failed("crashes", str(run))
    for text in (run.output, run.errors):
        for byte in text:
            if byte < 32 and byte not in b"\n\t" or byte == 127:
                raise Failed("escapes", "a control character (%d) is printed: %s" % (byte, run))


class Image:
    """A root directory, with a folder beside it that nothing may touch."""

    def __init__(self, scratch):
        self.place = tempfile.mkdtemp(prefix="image-", dir=scratch)
        self.root = os.path.join(self.place, "root")
        self.outside = os.path.join(self.place, "outside")
        for folder in (DROP_INS, "usr/lib/NetworkManager/conf.d", "usr/lib/NetworkManager/1.42.4", "usr/sbin", "run", "tmp",
                       "var/lib/NetworkManager", "boot", "lib/modules/6.1.0-1-amd64", "proc"):
            os.makedirs(os.path.join(self.root, folder))
        self.write("etc/os-release", b"ID=debian\nVERSION_ID=12\n")
        self.write(DROP_INS + "/50-site.conf", b"[keyfile]\nunmanaged-devices=interface-name:eth9\n")
        self.write("usr/sbin/NetworkManager", b"\x7fELF", 0o755)
        os.makedirs(os.path.join(self.outside, "conf.d"))
        for name in ("secret", "conf.d/secret", "conf.d/" + OURS):
            with open(os.path.join(self.outside, name), "wb") as file:
                file.write(b"[keyfile]\nunmanaged-devices=interface-name:CANARY\n")
            os.chmod(os.path.join(self.outside, name), 0o600)
        self.canary = snapshot(self.outside)

    def path(self, name):
        if isinstance(name, bytes):
            return os.path.join(os.fsencode(self.root), name)
        return os.path.join(self.root, name)

    def write(self, name, content, mode=0o644):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, mode)

    def drop_in(self):
        """The content of our file; None where there is none."""
        try:
            with open(self.path(DROP_INS + "/" + OURS), "rb") as file:
                return file.read()
        except OSError:
            return None

    def check_outside(self):
        after = snapshot(self.outside)
        if after != self.canary:
            raise Failed("escapes", "outside of the root: %s" % difference(self.canary, after))

    def remove(self):
        subprocess.run(["umount", "-q", "-l", self.root], check=False, stderr=subprocess.DEVNULL)
        shutil.rmtree(os.fsencode(self.place), ignore_errors=True)


def snapshot(folder):
    """Everything below a folder: kind, mode, owner, attributes, content. Times of folders are not part of it."""
    found = {}
    folder = os.fsencode(folder)
    for parent, folders, files in os.walk(folder):
        for name in folders + files + [b"."]:
            path = os.path.join(parent, name)
            status = os.lstat(path)
            content = None
            if stat.S_ISLNK(status.st_mode):
                content = os.readlink(path)
            elif stat.S_ISREG(status.st_mode):
                content = digest(path, status)
            try:
                attributes = sorted((key, os.getxattr(path, key, follow_symlinks=False))
                                    for key in os.listxattr(path, follow_symlinks=False))
            except OSError:
                attributes = []
            found[os.path.relpath(path, folder)] = (
                oct(status.st_mode), status.st_uid, status.st_gid, content, tuple(attributes))
    return found


def digest(path, status):
    if status.st_size > 4 << 20:
        return (status.st_size, status.st_mtime_ns)
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:16]


def difference(before, after):
    lines = []
    for name in sorted(set(before) | set(after)):
        if before.get(name) != after.get(name):
            lines.append("%s: %s, then %s" % (shown(name), before.get(name), after.get(name)))
    return "; ".join(lines[:4])


def hurried(before):
    def apply():
        os.setpriority(os.PRIO_PROCESS, 0, -20)
        if before:
            before()
    return apply


def limited(**limits):
    """Sets limits of resources in the child."""
    def apply():
        for name, value in limits.items():
            resource.setrlimit(getattr(resource, "RLIMIT_" + name), (value, value))
    return apply
