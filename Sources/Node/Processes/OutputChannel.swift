import Base
import Glibc
import SystemPackage

/// The end of a pipe that a program writes into, and what has come out of it.
struct OutputChannel {
    /// What has come, as far as it is kept.
    private(set) var said: [UInt8] = []
    /// Whether there was more.
    private(set) var isCutOff = false
    /// Whether more may come.
    private(set) var isOpen = true

    private let end: FileDescriptor
    private let limit: Int

    /// - Parameter limit: the most bytes to keep.
    init(_ end: FileDescriptor, limit: Int) {
        self.end = end
        self.limit = limit
    }

    /// A pipe that children do not inherit by themselves.
    static func pipe() throws(Errno) -> (reading: FileDescriptor, writing: FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        try systemCall { Glibc.pipe(&ends) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
    }

    /// For poll(2), which passes over one below zero.
    var descriptor: Int32 { isOpen ? end.rawValue : -1 }

    /// Takes what is there; poll(2) has said that reading does not wait.
    mutating func read() {
        let chunk = withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 1) { buffer -> [UInt8]? in
            // A pipe that cannot be read has no more to say.
            guard let count = try? systemCall({ Glibc.read(end.rawValue, buffer.baseAddress, buffer.count) }), count > 0
            else { return nil }
            return Array(buffer.prefix(count))
        }
        guard let chunk else {
            isOpen = false
            return
        }
        isCutOff = isCutOff || said.count + chunk.count > limit
        said += chunk.prefix(limit - said.count)
    }

    /// The value is of no use afterwards.
    func close() {
        end.release()
    }
}
