import CSpawn
public import Foundation

/// How a program ended and what it said.
public struct Run: Sendable {
    /// The exit status; 128 and the signal's number where a signal ended it.
    public let status: Int32
    /// Standard output.
    public let output: String
    /// Standard error.
    public let errors: String
    /// Standard output as it came, which need not be UTF-8.
    public let outputData: Data
    /// How long it took.
    public let seconds: Double

    init(status: Int32, output: Data, errors: Data, seconds: Double) {
        self.status = status
        self.output = String(decoding: output, as: UTF8.self)
        self.errors = String(decoding: errors, as: UTF8.self)
        outputData = output
        self.seconds = seconds
    }

    /// Runs a program to its end.
    /// - Parameter input: what it finds on its standard input.
    public init(
        _ program: String, _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
        input: String = ""
    ) throws {
        // The width of whoever runs the tests is none of theirs.
        let environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": ""].merging(environment) { $1 }) {
            $1
        }
        let files = try StandardFiles(input: input)
        let begin = ContinuousClock.now
        let child = Self.start(program, arguments, in: folder, environment, files)
        if child < 0 {
            // As a shell and env(1) have it.
            let error = errno
            let message = Data("\(program): \(String(cString: strerror(error)))\n".utf8)
            self = Run(status: error == ENOENT ? 127 : 126, output: Data(), errors: message, seconds: 0)
            return
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw StandardFiles.Failure("wait for \(program)") }
        }
        let signal = status & 0x7F
        self = try files.run(status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, since: begin)
    }

    /// Without a shell, and without Foundation's way to start and await a program, which takes longer than most of
    /// those that tests run.
    private static func start(
        _ program: String, _ arguments: [String], in folder: String?, _ environment: [String: String],
        _ files: StandardFiles
    ) -> pid_t {
        var argv = ([program] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in argv + variables { free(pointer) } }
        return nmfence_test_spawn(
            path(of: program, environment["PATH"] ?? ""), &argv, &variables, folder, files.descriptors)
    }

    /// Where a program is; a path that leads nowhere where no folder has it.
    private static func path(of program: String, _ folders: String) -> String {
        if program.contains("/") { return program }
        let places = folders.split(separator: ":").map { "\($0)/\(program)" }
        return places.first { access($0, X_OK) == 0 } ?? "/\(program)"
    }
}
