import Base
public import Node
import SystemPackage

/// The .network files of systemd-networkd, and which of them it applies to a link: the first that matches, by name.
public struct NetworkFiles: Sendable {
    /// What systemd-networkd makes of a link.
    public enum Decision: Hashable, Sendable {
        /// It takes it, by this file.
        case managed(MatchedFile)
        /// It leaves it alone, as this file says.
        case unmanaged(MatchedFile)
        /// It leaves it alone: no file matches.
        case none
        /// Whether this file matches is not known from here.
        case undetermined(MatchedFile)
    }

    /// The files that it does not pass over, in its order.
    public let files: [MatchedFile]
    private let host: HostTraits
    /// Names that the globs of [Match] fit: with little and with more in the place of a star.
    private let examples: [(short: String, long: String)]

    /// The file with most names in it; nil where none has any.
    public var longest: MatchedFile? {
        files.max { $0.match.names.count < $1.match.names.count }.flatMap { $0.match.names.isEmpty ? nil : $0 }
    }

    /// How many names and globs there are in all files.
    public var nameCount: Int { files.reduce(0) { $0 + $1.match.names.count } }

    /// The account that systemd-networkd reads its files as.
    public static let account = "systemd-network"

    /// Reads every file.
    /// - Parameters:
    ///   - version: of systemd.
    ///   - host: what is known of the machine.
    /// - Throws: where a file counts, and cannot be read from here.
    public init(in root: RootDirectory, for version: Int, on host: HostTraits) throws(FileError) {
        let reader = try SystemdFolders.Reader(Self.account, in: root)
        files = try MatchedFile.all(
            suffix: ".network", in: SystemdFolders(in: root, readBy: reader), for: version)
        self.host = host
        examples = Set(files.flatMap { $0.match.names }).map { glob in
            (
                glob.filter { !"*!".contains($0) }.replacing("?", with: "0"),
                glob.filter { $0 != "!" }.replacing("*", with: "x").replacing("?", with: "x")
            )
        }
    }

    /// The file that applies to a link.
    public func decision(for link: LinkTraits) -> Decision {
        var open: [MatchedFile] = []
        var decision = Decision.none
        search: for file in files {
            switch file.match.holds(for: link, on: host) {
            case .no: continue
            case .unknown: open.append(file)
            case .yes:
                decision = Self.isUnmanaged(file) ? .unmanaged(file) : .managed(file)
                break search
            }
        }
        // Where it is not known whether a file matches, the answer is known all the same if it is the one without it.
        for file in open.reversed() {
            switch decision {
            case .unmanaged where Self.isUnmanaged(file), .none where Self.isUnmanaged(file): continue
            case .managed where !Self.isUnmanaged(file): continue
            case .managed, .unmanaged, .none, .undetermined: decision = .undetermined(file)
            }
        }
        return decision
    }

    /// The first file that would protect a link, if no other came before.
    public func unmanaging(_ link: LinkTraits) -> MatchedFile? {
        files.first { Self.isUnmanaged($0) && $0.match.holds(for: link, on: host) == .yes }
    }

    private static func isUnmanaged(_ file: MatchedFile) -> Bool {
        // A word that is no boolean changes nothing.
        file.settings.last {
            $0.section == "Link" && $0.key == "Unmanaged" && $0.value.systemdBoolean != nil
        }?.value.systemdBoolean == true
    }

    /// Names that show what the files make of all that a pattern covers: one that nobody would name in a file, and
    /// those of the files' own names and globs that the pattern covers.
    /// - Parameters:
    ///   - example: a name of the pattern.
    ///   - isCovered: whether a name is one of the pattern's.
    public func names(like example: String, where isCovered: (String) -> Bool) -> [String] {
        let stem = String(example.prefix { $0.isLetter })
        var names = [example]
        for (short, long) in examples {
            for name in [short, long, stem + short] where (1...15).contains(name.utf8.count) && isCovered(name) {
                names.append(name)
            }
        }
        return Array(Set(names.dropFirst())).sorted().reduce(into: [example]) { $0.append($1) }
    }
}
