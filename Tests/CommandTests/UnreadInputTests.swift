import Foundation
import TestSupport
import Testing

/// Input that never comes and a reader that never reads: the deadline and signals end such a run, too.
@Suite(.waits) struct `A pipe that nobody serves` {
    /// Standard input, or a named pipe, that stays open and empty. Prints the status and how long it took.
    private static let script = """
        import os, subprocess, sys, time
        tool, limit, words = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
        os.mkfifo("pipe")
        held = os.open("pipe", os.O_RDWR)
        start = time.monotonic()
        end = subprocess.run([tool] + words + ["--timeout", str(limit)], stdin=held, capture_output=True)
        print(end.returncode, time.monotonic() - start - limit)
        """

    @Test(arguments: [
        ["merge", "-"], ["merge", "pipe"], ["merge", "/dev/stdin"], ["explain", "--devices", "-", "--root", "."],
    ])
    func `ends a run at its deadline`(words: [String]) throws {
        let folder = try TemporaryFolder()
        let run = try Run(Python.program, ["-c", Self.script, Tool.path, "0.3"] + words, in: folder.path)
        let fields = run.output.split(whereSeparator: \.isWhitespace)
        try #require(fields.count == 2, "\(run.output)\(run.errors)")
        #expect(fields[0] == "75", "\(words)")
        #expect(try #require(Double(fields[1])) < 1, "\(words)")
    }

    @Test func `is waited for by nobody who found it in a folder`() throws {
        let folder = try TemporaryFolder()
        let run = try Run("sh", ["-c", "mkfifo a.json; exec \"$0\" merge .", Tool.path], in: folder.path)
        #expect(run.status == 2)
        #expect(
            (run.output + run.errors).contains("a.json is a named pipe: it is left out"), "\(run.output)\(run.errors)")
    }

    /// Standard output that is full; a signal comes when the run has waited for a while.
    private static let reader = """
        import os, signal, subprocess, sys, time
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        try:
            while True: os.write(writer, b"x" * 4096)
        except BlockingIOError: os.set_blocking(writer, True)
        run = subprocess.Popen(sys.argv[1:], stdout=writer, stderr=subprocess.DEVNULL)
        while b"pipe" not in open("/proc/%d/wchan" % run.pid, "rb").read(): assert run.poll() is None
        run.send_signal(signal.SIGTERM)
        print(run.wait(20))
        """

    @Test(arguments: [["fix"], ["check", "--every", "1h"], ["config"]])
    func `does not keep a run from ending with a signal`(words: [String]) throws {
        let image = try Image()
        let run = try Run(Python.program, ["-c", Self.reader, Tool.path] + words + ["--root", image.folder.path])
        // Where signals are not noted, the signal itself ends it.
        #expect(["143\n", "-15\n"].contains(run.output), "\(words): \(run.output)\(run.errors)")
    }
}
