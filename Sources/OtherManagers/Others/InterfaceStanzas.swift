public import Base
public import Node
public import SystemPackage

/// The lines of ifupdown by which interfaces are configured when the machine starts or when they appear: `auto` and
/// `allow-*` of interfaces(5).
public struct InterfaceStanzas: Hashable, Sendable {
    /// One of their words.
    public struct Entry: Hashable, Sendable {
        /// A name, or a glob for names.
        public let name: String
        /// Whether it is a glob.
        public let isGlob: Bool
        /// The line.
        public let evidence: Evidence

        /// Whether it is for an interface.
        public func covers(_ interface: String) -> Bool { isGlob ? fits(interface, glob: name) : name == interface }
    }

    /// The words, in the order in which they are read.
    public private(set) var entries: [Entry] = []
    /// The file.
    public static let path: FilePath = "/etc/network/interfaces"

    /// Reads the file and those that it includes.
    public init(in root: RootDirectory) throws(FileError) {
        try read(Self.path, root, depth: 0)
    }

    private mutating func read(_ path: FilePath, _ root: RootDirectory, depth: Int) throws(FileError) {
        guard depth < 16 else { return }
        for line in WordLines(try root.readIfPresent(path, limit: 1 << 20) ?? [], isJoining: true).lines {
            let words = line.words.dropFirst()
            switch line.words[0] {
            case "source":
                for word in words {
                    for file in try Self.files(word, from: path, root) { try read(file, root, depth: depth + 1) }
                }
            case "source-directory":
                for word in words {
                    for file in try Self.files(word + "/*", from: path, root)
                    where file.lastComponent?.string.utf8.allSatisfy(Self.isPlain) == true {
                        try read(file, root, depth: depth + 1)
                    }
                }
            case let key where key == "auto" || key.hasPrefix("allow-"):
                entries += words.map { Entry($0, Evidence(path, line: line.number, line.text)) }
            default: break
            }
        }
    }

    /// The files of a glob, whose stars are in its last part.
    private static func files(
        _ glob: String, from path: FilePath, _ root: RootDirectory
    ) throws(FileError) -> [FilePath] {
        let whole = glob.hasPrefix("/") ? FilePath(glob) : path.removingLastComponent().appending(glob)
        guard let last = whole.lastComponent?.string else { return [] }
        let folder = whole.removingLastComponent()
        return try root.entriesIfPresent(of: folder).filter { fits($0.string, glob: last) }
            .map { folder.appending($0) }
    }

    /// Only such names are read from a folder.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
            || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

extension InterfaceStanzas.Entry {
    /// A slash in front starts a glob, which another slash ends: `/eth*/=uplink`.
    fileprivate init(_ word: String, _ evidence: Evidence) {
        isGlob = word.hasPrefix("/")
        let parts = word.split(separator: isGlob ? "/" : "=", omittingEmptySubsequences: true)
        name = parts.first.map(String.init) ?? ""
        self.evidence = evidence
    }
}
