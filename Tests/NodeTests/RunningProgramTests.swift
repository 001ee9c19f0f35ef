import Base
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Node

@Suite struct RunningProgramTests {
    private let machine: TrustedFolder

    init() throws { machine = try TrustedFolder() }

    private func run(_ script: String, _ arguments: [String] = [], within limit: Duration = .seconds(20)) throws
        -> ProgramResult
    {
        try machine.program(running: script).run(arguments, by: Deadline(after: limit))
    }

    @Test func `its output, its errors and its status are told apart`() throws {
        let result = try run("echo out; echo err >&2; exit 3")
        #expect(result.output == Array("out\n".utf8))
        #expect(result.errors == Array("err\n".utf8))
        #expect(result.ending == .exited(3))
        #expect(result.problem == "err")
        #expect(try run("kill -TERM $$").ending == .signalled(SIGTERM))
    }

    @Test func `it gets its arguments as they are, no input, and an environment of its own`() throws {
        let result = try run(
            "printf '%s|' \"$@\"; cat; env | grep -v ^PWD= | grep -v ^_= | grep -v ^SHLVL= | sort", ["a b", "$(c)", ""])
        #expect(
            String(decoding: result.output, as: UTF8.self)
                == "a b|$(c)||LC_ALL=C\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n")
    }

    @Test(arguments: [
        // Its output stays open; it closes it; a process that it has started holds it; it hears no signal but the last.
        "sleep 600", "exec >&- 2>&-; sleep 600", "sleep 600 & sleep 600", "trap '' TERM INT HUP; sleep 600; sleep 600",
        // It never stops talking.
        "yes", "yes >&2",
    ])
    func `one that does not end is killed at the deadline`(script: String) throws {
        let begin = ContinuousClock.now
        let result = try run(script, within: .milliseconds(300))
        #expect(result.ending == .timedOut)
        #expect(begin.duration(to: .now) < .seconds(10))
    }

    @Test func `what it has started is killed with it`() throws {
        let result = try run("sleep 600 & echo $!; wait", within: .milliseconds(500))
        #expect(result.ending == .timedOut)
        let child = try #require(pid_t(String(decoding: result.output, as: UTF8.self).dropLast()))
        // Gone, or dead and not reaped yet by whoever inherited it; the kernel does it in its own time.
        let root = try RootDirectory()
        var isRunning = true
        let end = ContinuousClock.now.advanced(by: .seconds(10))
        while isRunning, .now < end {
            let state = (try? root.read(FilePath("/proc/\(child)/stat"))).map { String(decoding: $0, as: UTF8.self) }
            isRunning = state.map { !$0.contains(") Z ") && !$0.contains(") X ") } ?? false
            sched_yield()
        }
        #expect(!isRunning)
    }

    /// A command that modprobe runs may leave something in the background.
    @Test func `one that has ended is not waited for because of what it has left running`() throws {
        let begin = ContinuousClock.now
        let result = try run("sleep 30 & echo $!; exit 5")
        #expect(result.ending == .exited(5))
        #expect(begin.duration(to: .now) < .seconds(10))
        let child = try #require(pid_t(String(decoding: result.output, as: UTF8.self).dropLast()))
        #expect(kill(child, SIGKILL) == 0)
    }

    @Test func `of a megabyte and more the first mebibyte is kept, and the program is not held up`() throws {
        let result = try run("head -c 3000000 /dev/zero; head -c 2000000 /dev/zero >&2; exit 4")
        #expect(result.ending == .exited(4))
        #expect(result.output.count == 1 << 20)
        #expect(result.errors.count == 1 << 20)
        #expect(result.isCutOff)
        #expect(try !run("head -c 1048576 /dev/zero").isCutOff)
    }

    @Test func `one that nobody asks for its result is killed`() throws {
        let program = try machine.program(running: "echo $$; exec sleep 600")
        var running: RunningProgram? = try program.start([], by: Deadline(after: .seconds(600)))
        let child = try #require(running?.child)
        #expect(kill(child, 0) == 0)
        running = nil
        #expect(kill(child, 0) == -1)
    }
}
