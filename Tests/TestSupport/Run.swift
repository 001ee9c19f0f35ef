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
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // A child inherits the signal mask of the thread that starts it, and the threads of the pool block all they
        // can.
        process.arguments = ["--default-signal"] + [program] + arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        // The width of whoever runs the tests is none of theirs.
        process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": ""].merging(environment) { $1 }) {
            $1
        }
        let files = try StandardFiles(input: input)
        let (standardInput, standardOutput, standardError) =
            (try files.handle("input"), try files.handle("output"), try files.handle("errors"))
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = standardError
        let begin = ContinuousClock.now
        try process.run()
        process.waitUntilExit()
        self = try files.run(
            status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
            since: begin)
    }
}
