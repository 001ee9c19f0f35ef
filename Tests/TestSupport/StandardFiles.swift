import Foundation

/// The files that a program has for standard input, output and errors.
///
/// Files and not pipes: a pipe that nobody reads yet would hold up a program that says much.
struct StandardFiles {
    private let scratch: TemporaryFolder

    /// Makes them.
    /// - Parameter input: what the program finds on its standard input.
    init(input: String) throws {
        scratch = try TemporaryFolder()
        for (name, text) in [("input", input), ("output", ""), ("errors", "")] { try scratch.write(text, to: name) }
    }

    /// The folder that has them, by the names `input`, `output` and `errors`.
    var folder: String { scratch.path }

    /// One of them by its name, open for what the program does with it.
    func handle(_ name: String) throws -> FileHandle {
        let url = scratch.url.appending(path: name)
        return try name == "input" ? FileHandle(forReadingFrom: url) : FileHandle(forWritingTo: url)
    }

    /// What the program said, once it has ended.
    func run(status: Int32, since begin: ContinuousClock.Instant) throws -> Run {
        let seconds = begin.duration(to: .now) / .seconds(1)
        func data(_ name: String) throws -> Data { try Data(contentsOf: scratch.url.appending(path: name)) }
        return Run(status: status, output: try data("output"), errors: try data("errors"), seconds: seconds)
    }
}
