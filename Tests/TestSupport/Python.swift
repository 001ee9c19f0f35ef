import Foundation

/// Programs in Python that tests ask again and again, without the quarter of a second that each start with its
/// libraries takes: a server has them loaded and forks for each.
public final class Python: Sendable {
    /// Reads requests, a line of JSON each: the script, its arguments, and the paths of its files. A child has
    /// standard input, output and errors in these files, as a program of its own has; the answer is its exit status.
    private static let server = """
        import json, os, sys, traceback
        import jsonschema, yaml

        def run(request):
            for number, path in enumerate(request["files"]):
                os.dup2(os.open(path, os.O_RDWR), number)
            sys.argv = ["-c"] + request["arguments"]
            status = 0
            try:
                exec(compile(request["script"], "<script>", "exec"), {"__name__": "__main__"})
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else 1
            except BaseException:
                traceback.print_exc()
                status = 1
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

        while line := sys.stdin.buffer.raw.readline():
            child = os.fork()
            if child == 0:
                run(json.loads(line))
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            os.write(1, b"%d\\n" % status)
        """

    private struct Request: Encodable {
        let script: String
        let arguments: [String]
        let files: [String]
    }

    /// Why there is no answer.
    struct Failure: Error {
        let description: String
    }

    /// The distribution's, which has the libraries: a python3 that comes first on somebody's path is another one, and
    /// may be a script that looks for it, which takes longer than what is asked.
    public static let program = "/usr/bin/python3"

    /// Those that nobody asks at the moment. Guarded by ``lock``.
    private nonisolated(unsafe) static var idle: [Python] = []
    private static let lock = NSLock()

    private let process = Process()
    private let (requests, answers) = (Pipe(), Pipe())

    private init() throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["--default-signal", "PYTHONIOENCODING=utf-8", Self.program, "-c", Self.server]
        process.standardInput = requests
        process.standardOutput = answers
        try process.run()
    }

    /// Runs a script as `python3 -c` does.
    public static func run(_ script: String, _ arguments: [String] = [], input: String = "") throws -> Run {
        let python = try lock.withLock { idle.popLast() } ?? Python()
        let run = try python.run(script, arguments, input)
        // One that failed above is left alone: what it answers next would belong to somebody else's question.
        lock.withLock { idle.append(python) }
        return run
    }

    private func run(_ script: String, _ arguments: [String], _ input: String) throws -> Run {
        let files = try StandardFiles(input: input)
        let begin = ContinuousClock.now
        let request = Request(script: script, arguments: arguments, files: files.paths)
        try requests.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(request) + Data("\n".utf8))
        var answer = Data()
        while answer.last != UInt8(ascii: "\n") {
            guard let more = try answers.fileHandleForReading.read(upToCount: 1), !more.isEmpty else {
                throw Failure(description: "python ended: \(process.terminationStatus)")
            }
            answer += more
        }
        guard let status = Int32(String(decoding: answer.dropLast(), as: UTF8.self)) else {
            throw Failure(description: "python answered \(answer)")
        }
        return try files.run(status: status, since: begin)
    }
}
