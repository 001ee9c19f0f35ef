public import Node
public import SystemPackage

/// What will be done to the node, decided once: `diff` prints it and `fix` executes it.
public struct Plan: Sendable {
    /// Which verb it serves.
    public enum Purpose: String, Hashable, Sendable {
        /// Make every required interface unmanaged.
        case fix
        /// Take back what a fix wrote.
        case revert
    }

    /// Which verb it serves.
    public let purpose: Purpose
    /// The files, in the order in which they are put in place.
    public let changes: [FileChange]
    /// The name patterns of the interfaces that are fenced, or were.
    public let patterns: [String]
    /// Present interfaces that NetworkManager drives and that are released before it reloads.
    public let releases: [String]
    /// Whether NetworkManager reads its configuration again.
    public let reloads: Bool
    /// What every decision was made from; a change of it aborts the plan.
    public let inputs: PlanInputs
    /// What a reader should know beside the difference itself, a sentence each.
    public let remarks: [String]

    /// Whether there is nothing to do at all.
    public var isEmpty: Bool {
        changes.allSatisfy { $0.action == .none } && releases.isEmpty && !reloads
    }
}

/// What a plan was computed from: each file and each directory that was read, by the digest of what was there.
public struct PlanInputs: Hashable, Sendable {
    /// Digests by path; nil for what was not there or could not be read.
    public private(set) var digests: [FilePath: Digest?] = [:]

    /// Notes what was found at a path.
    mutating func note(_ path: FilePath, _ contents: [UInt8]?) {
        digests[path] = .some(contents.map { Digest(of: $0) })
    }

    /// The first path that now holds something else; nil if there is none.
    func firstChange(in root: RootDirectory) -> FilePath? {
        digests.keys.sorted { $0.string < $1.string }.first { path in
            Self.contents(of: path, in: root).map { Digest(of: $0) } != digests[path] ?? nil
        }
    }

    /// A file's bytes, or a directory's names one a line.
    static func contents(of path: FilePath, in root: RootDirectory) -> [UInt8]? {
        guard let status = try? root.status(of: path) else { return nil }
        if status.kind == .directory {
            return try? root.entries(of: path).flatMap { $0.bytes + [0x0A] }
        }
        return try? root.read(path, limit: 256 << 20)
    }
}
