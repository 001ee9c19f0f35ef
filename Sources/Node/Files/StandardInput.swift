public import Base
import Glibc
import SystemPackage

/// What somebody pipes in.
public enum StandardInput {
    /// Everything up to its end.
    /// - Parameter limit: the most bytes to accept.
    public static func read(limit: Int, by deadline: Deadline) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            Watchdog.waitForInput(on: STDIN_FILENO, by: deadline)
            let count: Int
            do throws(Errno) { count = try systemCall { Glibc.read(STDIN_FILENO, &chunk, chunk.count) } } catch {
                throw FileError("read", "standard input", error)
            }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
            guard bytes.count <= limit else { throw FileError(code: .tooLarge(limit: limit), "read", "standard input") }
        }
    }
}
