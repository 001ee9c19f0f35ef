import SystemPackage

/// The processes of a node by their names, as of one moment: a run asks for several programs, and on a node with a
/// thousand processes each walk through /proc takes longer than everything else about a program.
public struct ProcessNames {
    private let root: RootDirectory
    /// The numbers, by what the kernel has for a name.
    private let numbers: [[UInt8]: [String]]

    /// The most bytes that the kernel keeps of a name.
    private static let length = 15

    /// Reads the names; none in a root without /proc.
    /// - Throws: where a process cannot be asked for its name, as with `hidepid` of proc(5).
    public init(in root: RootDirectory) throws(FileError) {
        self.root = root
        var numbers: [[UInt8]: [String]] = [:]
        for name in try root.namesIfPresent(of: "/proc") where name.allSatisfy({ (0x30...0x39).contains($0) }) {
            let process = String(decoding: name, as: UTF8.self)
            // A process may end in between.
            guard let line = try root.readIfPresent(FilePath("/proc/\(process)/comm"), limit: 64) else { continue }
            numbers[line, default: []].append(process)
        }
        self.numbers = numbers
    }

    /// The processes of a name, as they are now.
    public func named(_ name: String) throws(FileError) -> [ProcessStatus] {
        var found: [ProcessStatus] = []
        for process in numbers[Array(name.utf8.prefix(Self.length)) + [10]] ?? [] {
            do throws(FileError) { found.append(try ProcessStatus(process, in: root)) } catch {
                guard error.isMissing else { throw error }
            }
        }
        return found
    }
}
