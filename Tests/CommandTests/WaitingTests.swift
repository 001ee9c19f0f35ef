import Foundation
import TestSupport
import Testing

/// Whoever looks on at a terminal is told what a long wait is for.
@Suite(.waits) struct `A run that waits` {
    /// A bus that never answers; the program beside it, first with standard error in a file and then on a terminal.
    private static let script = """
        import os, pty, socket, subprocess, sys
        tool, words = sys.argv[1], sys.argv[2:]
        os.makedirs("run/dbus", exist_ok=True)
        bus = socket.socket(socket.AF_UNIX)
        bus.bind("run/dbus/system_bus_socket")
        bus.listen()
        command = [tool, "check", "--only", "nm.devices", "--root", ".", "--timeout", "1.6"] + words
        plain = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        controller, terminal = pty.openpty()
        looked_at = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=terminal)
        os.write(terminal, b"end")
        print(plain.returncode, plain.stderr.count("waiting"))
        print(looked_at.returncode, os.read(controller, 65536).decode())
        """

    @Test func `over a second says on a terminal what for and how long, once, and nothing elsewhere`() throws {
        let image = try Image()
        let run = try Run(Python.program, ["-c", Self.script, Tool.path], in: image.folder.path)
        let lines = run.output.split(separator: "\n", maxSplits: 1)
        try #require(lines.count == 2, "\(run.output)\(run.errors)")
        #expect(lines[0] == "75 0", "\(run.output)")
        #expect(lines[1].contains("nmfence: waiting for NetworkManager to answer, up to "), "\(run.output)")
        #expect(lines[1].split(separator: "waiting").count == 2, "\(run.output)")
    }

    @Test func `says nothing with -q`() throws {
        let image = try Image()
        let run = try Run(Python.program, ["-c", Self.script, Tool.path, "-q"], in: image.folder.path)
        #expect(run.output == "75 0\n75 end\n", "\(run.errors)")
    }
}
