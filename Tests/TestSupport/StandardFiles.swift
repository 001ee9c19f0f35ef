import Foundation

/// The files that a program has for standard input, output and errors.
///
/// Files and not pipes: a pipe that nobody reads yet would hold up a program that says much.
final class StandardFiles {
    /// They cannot be made, or not be read.
    struct Failure: Error {
        let description: String

        init(_ what: String) { description = "cannot \(what): \(String(cString: strerror(errno)))" }
    }

    /// Open, in the order of a program's descriptors, and without a name: they are gone with the last who has them.
    private(set) var descriptors: [Int32] = []

    /// Makes them.
    /// - Parameter input: what the program finds on its standard input.
    init(input: String) throws {
        for _ in 0..<3 { descriptors.append(try Self.nameless()) }
        if input.isEmpty { return }
        let file = FileHandle(fileDescriptor: descriptors[0])
        try file.write(contentsOf: Data(input.utf8))
        try file.seek(toOffset: 0)
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }

    private static func nameless() throws -> Int32 {
        let path = FileManager.default.temporaryDirectory.path + "/nmfence-test-\(UUID().uuidString)"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Failure("make \(path)") }
        unlink(path)
        return descriptor
    }

    /// Where another process finds them.
    var paths: [String] { descriptors.map { "/proc/\(getpid())/fd/\($0)" } }

    /// What the program said, once it has ended.
    func run(status: Int32, since begin: ContinuousClock.Instant) throws -> Run {
        let seconds = begin.duration(to: .now) / .seconds(1)
        return Run(status: status, output: try content(1), errors: try content(2), seconds: seconds)
    }

    private func content(_ number: Int) throws -> Data {
        var status = stat()
        guard fstat(descriptors[number], &status) == 0 else { throw Failure("look at what was said") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = bytes.withUnsafeMutableBytes { pread(descriptors[number], $0.baseAddress, $0.count, 0) }
        guard count == bytes.count else { throw Failure("read what was said") }
        return Data(bytes)
    }
}
