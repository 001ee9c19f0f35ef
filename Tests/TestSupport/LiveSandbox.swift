import Foundation

/// A sandbox that stays for as long as the value lives, for tests that run many commands beside one NetworkManager.
public final class LiveSandbox {
    /// The sandbox did not start, or ended.
    public struct Failure: Error, CustomStringConvertible {
        /// What it said.
        public let description: String

        /// A failure with what there is to say of it.
        public init(description: String) { self.description = description }
    }

    private struct Request: Encodable {
        let arguments: [String]
        let environment: [String: String]
        let input: String
    }

    private struct Answer: Decodable {
        let status: Int32
        let output: Data
        let errors: Data
        let seconds: Double
    }

    private let process = Process()
    private let requests = Pipe()
    private let answers = Pipe()
    private let scratch: TemporaryFolder
    private var unread = Data()

    /// Starts a sandbox.
    /// - Parameter options: of `scripts/nm-sandbox`.
    public init(_ options: [String] = []) throws {
        scratch = try TemporaryFolder()
        try scratch.write("", to: "errors")
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["--default-signal", Repository.path("scripts/nm-sandbox")] + options + ["--", "commands"]
        process.standardInput = requests
        process.standardOutput = answers
        process.standardError = try FileHandle(forWritingTo: scratch.url.appending(path: "errors"))
        try process.run()
    }

    deinit {
        try? requests.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Runs a command in the sandbox to its end.
    @discardableResult
    public func run(_ command: [String], environment: [String: String] = [:], input: String = "") throws -> Run {
        let request = Request(arguments: command, environment: environment, input: input)
        try requests.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(request) + [0x0A])
        let answer = try JSONDecoder().decode(Answer.self, from: nextLine())
        return Run(status: answer.status, output: answer.output, errors: answer.errors, seconds: answer.seconds)
    }

    /// Runs lines of shell to their end, or to the first that fails.
    @discardableResult
    public func shell(_ script: String) throws -> Run {
        try run(["bash", "-euo", "pipefail", "-c", script])
    }

    /// Runs lines of shell that prepare a test or look at its outcome, and must succeed.
    @discardableResult
    public func must(_ script: String) throws -> String {
        let run = try shell(script)
        guard run.status == 0 else {
            throw Failure(description: "'\(script)' ended with \(run.status): \(run.output)\(run.errors)")
        }
        return run.output
    }

    /// Runs nmfence to its end.
    public func nmfence(_ arguments: String..., environment: [String: String] = [:]) throws -> Run {
        try run([Tool.path] + arguments, environment: environment)
    }

    /// Puts the daemon's program where nmfence looks for it, which sees this machine's /usr without one.
    ///
    /// The program is that of another release of Debian, so it is started with the loader and the libraries of that
    /// one.
    public func installNetworkManager() throws {
        try installNetworkManager(
            """
            #!/bin/sh
            exec $(echo $NMFENCE_SANDBOX_ROOT/lib/*-linux-gnu/ld-linux-*.so.*) --library-path $(
                echo $NMFENCE_SANDBOX_ROOT/{usr/,}lib/*-linux-gnu | tr ' ' :) \
                $NMFENCE_SANDBOX_ROOT/usr/sbin/NetworkManager "\\$@"
            """)
        try must(
            "test \"$(/usr/sbin/NetworkManager --version)\" = \"$(chroot $NMFENCE_SANDBOX_ROOT NetworkManager "
                + "--version)\""
        )
    }

    /// Puts a program there.
    /// - Parameter program: its text, in which the shell of the sandbox replaces variables and commands.
    public func installNetworkManager(_ program: String) throws {
        try must("cat >/usr/sbin/NetworkManager <<END\n\(program)\nEND\nchmod 755 /usr/sbin/NetworkManager")
    }

    private func nextLine() throws -> Data {
        while true {
            if let end = unread.firstIndex(of: 0x0A) {
                defer { unread = Data(unread[unread.index(after: end)...]) }
                return Data(unread[..<end])
            }
            let chunk = answers.fileHandleForReading.availableData
            guard !chunk.isEmpty else {
                throw Failure(description: "the sandbox ended: \(scratch.text("errors") ?? "")")
            }
            unread += chunk
        }
    }
}
