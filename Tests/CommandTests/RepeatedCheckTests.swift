import TestSupport
import Testing

/// `check --every`: what the DaemonSet runs, since its image has no shell.
@Suite(.waits) struct `A check that is repeated` {
    /// Starts one with the arguments in the background, and waits for conditions with this many looks.
    private func shell(_ arguments: String, _ body: String) throws -> Run {
        let image = try Image()
        let script = """
            cd \(image.folder.path)
            \(Tool.path) check --root \(image.folder.path) \(arguments) & pid=$!
            trap 'kill -KILL $pid 2>/dev/null || true' EXIT
            until_true() { local end=$((SECONDS + 20)); until eval "$1"; do [ $SECONDS -lt $end ] || exit 99; done; }
            another() { rm -f report; until_true '[ -s report ]'; }
            ended() { status=0; wait $pid || status=$?; trap - EXIT; exit $status; }
            \(body)
            """
        return try Run("bash", ["-eu", "-c", script])
    }

    @Test func `writes the report again and again, and keeps no descriptor`() throws {
        let run = try shell(
            "--every 0.01s -o prometheus --output-file report",
            """
            another; another
            before=$(ls /proc/$pid/fd | wc -l)
            for i in 1 2 3 4 5 6 7 8 9 10; do another; done
            # One more while a file is open.
            [ $(ls /proc/$pid/fd | wc -l) -le $((before + 3)) ]
            grep -q '^nmfence_conforming' report
            kill -TERM $pid
            ended
            """)
        #expect(run.status == 143, "\(run.output)\(run.errors)")
    }

    @Test(arguments: [("TERM", 143), ("INT", 130), ("HUP", 129)] as [(String, Int32)])
    func `ends at once with a signal, in the pause between two`(signal: String, status: Int32) throws {
        let run = try shell(
            "--every 1h --output-file report",
            "until_true '[ -s report ]'; until_true 'grep -q poll /proc/$pid/wchan'; kill -\(signal) $pid; ended")
        #expect(run.status == status, "\(run.errors)")
        #expect(run.seconds < 15, "took \(run.seconds) s")
    }

    /// Each round has its time limit; the limit of one that is over ends none of the others.
    @Test func `goes on for longer than the time that each has`() throws {
        let run = try shell(
            "--every 0.05s --timeout 0.5 --output-file report",
            "end=$((SECONDS + 3)); while [ $SECONDS -lt $end ]; do another; done; kill -TERM $pid; ended")
        #expect(run.status == 143, "\(run.output)\(run.errors)")
        #expect(!run.errors.contains("timed out"), "\(run.errors)")
    }

    @Test func `goes on after one that failed, and says what failed`() throws {
        let run = try shell(
            "--every 0.05s --output-file folder/report 2>errors",
            """
            until_true '[ $(grep -c "No such file" errors) -ge 2 ]'
            mkdir folder
            until_true '[ -s folder/report ]'
            kill -TERM $pid
            ended
            """)
        #expect(run.status == 143, "\(run.output)\(run.errors)")
    }

    @Test(arguments: ["0", "-1s", "soon", "2d", "25h", "", "0x5m", "1e2", "m", "nan"])
    func `needs a time that it can wait`(every: String) throws {
        let run = try Tool.run(["check", "--every", every])
        #expect(run.status == 64, "\(run.errors)")
    }

    @Test func `ends where the command line is wrong`() throws {
        let run = try Tool.run(["check", "--every", "1h", "--only", "no.such.check"])
        #expect(run.status == 64, "\(run.errors)")
    }
}
