import TestSupport
import Testing

/// A disturbance comes at the call that it is meant for, whatever other calls a run makes.
@Suite(.waits) struct `A call that is disturbed` {
    private func atCall(_ options: [String], _ script: String) throws -> Run {
        try Run(Repository.path("scripts/rig/at-call"), options + ["--", "sh", "-c", script])
    }

    @Test func `is the first that comes after another one`() throws {
        let options = ["--when", #"^write\("#, "--after", #"^openat\(.*/dev/null"#, "--run", "echo now, in $CALLER"]
        let run = try atCall(options, "echo a; : </dev/null; echo $$; echo c")
        let lines = run.output.split(separator: "\n")
        try #require(lines.count == 4, "\(run.output)\(run.errors)")
        #expect(lines[0] == "a" && lines[3] == "c", "\(lines)")
        #expect(lines[1] == "now, in \(lines[2])", "\(lines)")
    }

    @Test func `is found again by what it is about, and not by its number`() throws {
        let folder = try TemporaryFolder()
        let list = folder.path + "/calls"
        let first = try atCall(
            ["--when", #"^write\("#, "--list", list], "echo first; echo second of nmfence-abcdef; echo first")
        #expect(first.status == 0, "\(first.errors)")
        for (line, left) in [(2, "first\nanother\n"), (3, "first\nanother\nsecond of nmfence-ghijkl\n")] {
            let killed = try atCall(
                ["--when", #"^write\("#, "--listed", list, "--nth", String(line), "--kill"],
                "echo first; echo another; echo second of nmfence-ghijkl; echo first")
            #expect(killed.status == 137, "\(killed.errors)")
            #expect(killed.output == left, "\(line)")
        }
        let never = try atCall(["--listed", list, "--nth", "2", "--kill"], "echo first")
        #expect(never.status == 125 && never.errors.contains("the call came 0 times only"), "\(never.errors)")
    }
}
