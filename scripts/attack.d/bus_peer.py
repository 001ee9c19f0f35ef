"""A peer on a bus, in the wire format of the D-Bus specification, that can send what no library would."""
import os
import socket
import struct
import threading

CALL, RETURN, ERROR, SIGNAL = 1, 2, 3, 4
BUS = "org.freedesktop.DBus"
ALIGNMENT = {"y": 1, "b": 4, "n": 2, "q": 2, "i": 4, "u": 4, "x": 8, "t": 8, "d": 8, "s": 4, "o": 4, "g": 1, "a": 4, "(": 8,
             "{": 8, "v": 1}
FIXED = {"y": "B", "n": "<h", "q": "<H", "i": "<i", "u": "<I", "x": "<q", "t": "<Q", "d": "<d"}
FIELDS = {1: "path", 2: "interface", 3: "member", 4: "error", 5: "reply_to", 6: "destination", 7: "sender", 8: "signature"}


def first_type(signature):
    """The first complete type of a signature."""
    if signature[0] == "a":
        return "a" + first_type(signature[1:])
    if signature[0] in "({":
        depth = 0
        for index, letter in enumerate(signature):
            depth += (letter in "({") - (letter in ")}")
            if depth == 0:
                return signature[:index + 1]
    return signature[0]


def types(signature):
    while signature:
        one = first_type(signature)
        yield one
        signature = signature[len(one):]


def pad(data, size):
    data += bytes(-len(data) % size)


def write(data, kind, value):
    """Appends a value. A variant is a pair of its type and its value."""
    letter = kind[0]
    pad(data, ALIGNMENT[letter])
    if letter in FIXED:
        data += struct.pack(FIXED[letter], value)
    elif letter == "b":
        data += struct.pack("<I", bool(value))
    elif letter in "so":
        text = value if isinstance(value, bytes) else value.encode()
        data += struct.pack("<I", len(text)) + text + b"\0"
    elif letter == "g":
        data += bytes([len(value)]) + value.encode() + b"\0"
    elif letter == "v":
        write(data, "g", value[0])
        write(data, value[0], value[1])
    elif letter == "a":
        place = len(data)
        data += bytes(4)
        pad(data, ALIGNMENT[kind[1]])
        start = len(data)
        if kind[1] == "y":
            data += value
        else:
            for item in value.items() if isinstance(value, dict) else value:
                write(data, kind[1:], item)
        data[place:place + 4] = struct.pack("<I", len(data) - start)
    else:
        for one, item in zip(types(kind[1:-1]), value):
            write(data, one, item)


def body(signature, values):
    data = bytearray()
    for kind, value in zip(types(signature), values):
        write(data, kind, value)
    return data


class Reader:
    def __init__(self, data):
        self.data, self.place = data, 0

    def read(self, kind):
        letter = kind[0]
        self.place += -self.place % ALIGNMENT[letter]
        if letter in FIXED or letter == "b":
            form = FIXED.get(letter, "<I")
            value = struct.unpack_from(form, self.data, self.place)[0]
            self.place += struct.calcsize(form)
            return value
        if letter in "sog":
            size = self.read("y") if letter == "g" else self.read("u")
            value = bytes(self.data[self.place:self.place + size]).decode("utf-8", "replace")
            self.place += size + 1
            return value
        if letter == "v":
            return self.read(self.read("g"))
        if letter == "a":
            size = self.read("u")
            self.place += -self.place % ALIGNMENT[kind[1]]
            end, items = self.place + size, []
            while self.place < end:
                items.append(self.read(kind[1:]))
            return items
        return tuple(self.read(one) for one in types(kind[1:-1]))


class Peer(threading.Thread):
    """Owns a name, and hands each call to `answer(peer, call)`, which replies or does not."""

    def __init__(self, address, name, answer):
        super().__init__(daemon=True)
        self.name_on_bus, self.answer = name, answer
        self.serial, self.lock = 0, threading.Lock()
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(address.removeprefix("unix:path="))
        self.socket.sendall(b"\0AUTH EXTERNAL %s\r\n" % str(os.getuid()).encode().hex().encode())
        if not self.socket.recv(256).startswith(b"OK"):
            raise OSError("the bus refuses us")
        self.socket.sendall(b"BEGIN\r\n")
        self.bus("Hello")
        self.own()
        self.owned = threading.Event()
        self.start()

    def own(self):
        self.bus("RequestName", "su", self.name_on_bus, 4)

    def disown(self):
        self.bus("ReleaseName", "s", self.name_on_bus)

    def bus(self, member, signature="", *values):
        self.send(CALL, {1: ("o", "/org/freedesktop/DBus"), 2: ("s", BUS), 3: ("s", member), 6: ("s", BUS)}, signature, values)

    def send(self, kind, fields, signature="", values=()):
        with self.lock:
            self.serial += 1
            data = bytearray(b"l" + bytes([kind, 0, 1]) + bytes(4) + struct.pack("<I", self.serial))
            content = body(signature, values)
            data[4:8] = struct.pack("<I", len(content))
            fields = dict(fields)
            if signature:
                fields[8] = ("g", signature)
            write(data, "a(yv)", sorted(fields.items()))
            pad(data, 8)
            try:
                self.socket.sendall(data + content)
            except OSError:
                pass  # The bus has gone, or we have.

    def reply(self, call, signature="", *values, to=None):
        self.send(RETURN, {5: ("u", to or call["serial"]), 6: ("s", call["sender"])}, signature, values)

    def error(self, call, name, text=None):
        values = ("s", [text]) if text is not None else ("", [])
        self.send(ERROR, {4: ("s", name), 5: ("u", call["serial"]), 6: ("s", call["sender"])}, *values)

    def signal(self, path, interface, member, signature="", *values):
        self.send(SIGNAL, {1: ("o", path), 2: ("s", interface), 3: ("s", member)}, signature, values)

    def leave(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def close(self):
        self.leave()
        if threading.current_thread() is not self:
            self.join()
            self.socket.close()

    def received(self, size):
        data = bytearray()
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                raise OSError("the bus has ended")
            data += part
        return data

    def run(self):
        try:
            while True:
                head = self.received(16)
                length, fields = struct.unpack("<I", head[4:8])[0], struct.unpack("<I", head[12:16])[0]
                rest = self.received(fields + -fields % 8 + length)
                reader = Reader(head + rest)
                reader.place = 12
                call = {"serial": struct.unpack("<I", head[8:12])[0]}
                for code, value in reader.read("a(yv)"):
                    call[FIELDS.get(code, code)] = value
                reader = Reader(bytes(rest[len(rest) - length:]))
                call["arguments"] = [reader.read(kind) for kind in types(call.get("signature", ""))]
                if head[1] == CALL:
                    self.answer(self, call)
                elif head[1] == RETURN and call.get("reply_to") == 2:
                    self.owned.set()
        except OSError:
            return
