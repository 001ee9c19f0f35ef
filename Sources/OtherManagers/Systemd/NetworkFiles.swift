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
    }

    /// The file that applies to a link.
    public func decision(for link: LinkTraits) -> Decision {
        for file in files {
            switch file.match.holds(for: link, on: host) {
            case .no: continue
            case .unknown: return undetermined(file, link)
            case .yes: return Self.isUnmanaged(file) ? .unmanaged(file) : .managed(file)
            }
        }
        return .none
    }

    /// The first file that would protect a link, if no other came before.
    public func unmanaging(_ link: LinkTraits) -> MatchedFile? {
        files.first { Self.isUnmanaged($0) && $0.match.holds(for: link, on: host) == .yes }
    }

    /// Where it is not known whether a file matches, the answer is known all the same if it is the one without it.
    private func undetermined(_ file: MatchedFile, _ link: LinkTraits) -> Decision {
        guard let index = files.firstIndex(of: file) else { return .undetermined(file) }
        let rest = NetworkFiles(Array(files[(index + 1)...]), host)
        switch rest.decision(for: link) {
        case .unmanaged(let next) where Self.isUnmanaged(file): return .unmanaged(next)
        case .none where Self.isUnmanaged(file): return .none
        case .managed(let next) where !Self.isUnmanaged(file): return .managed(next)
        case .managed, .unmanaged, .none, .undetermined: return .undetermined(file)
        }
    }

    private init(_ files: [MatchedFile], _ host: HostTraits) {
        (self.files, self.host) = (files, host)
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
        let globs = files.flatMap { $0.match.names }
        let stem = String(example.prefix { $0.isLetter })
        var names = [example]
        for glob in globs {
            let short = glob.filter { !"*!".contains($0) }.replacing("?", with: "0")
            let long = glob.filter { $0 != "!" }.replacing("*", with: "x").replacing("?", with: "x")
            for name in [short, long, stem + short] where (1...15).contains(name.utf8.count) && isCovered(name) {
                names.append(name)
            }
        }
        return Array(Set(names.dropFirst())).sorted().reduce(into: [example]) { $0.append($1) }
    }
}
