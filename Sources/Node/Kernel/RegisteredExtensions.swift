public import Base
import SystemPackage

/// The matches and targets of x_tables that are registered at this moment, which proves that they work whatever they
/// come from.
///
/// The files are there only while the legacy ip_tables is loaded, root alone may read them, and a name is listed once
/// for each of its revisions: that a name is missing from them proves nothing.
public struct RegisteredExtensions: Sendable {
    /// Which of the four lists.
    public enum List: String, Hashable, Sendable, CaseIterable {
        /// Matches for IPv4.
        case matches = "ip_tables_matches"
        /// Targets for IPv4.
        case targets = "ip_tables_targets"
        /// Matches for IPv6.
        case matches6 = "ip6_tables_matches"
        /// Targets for IPv6.
        case targets6 = "ip6_tables_targets"
    }

    private var names: [List: [String: Int]] = [:]

    init(in root: RootDirectory) {
        for list in List.allCases {
            // A list that may not be read proves no more and no less than one that is not there.
            guard let bytes = try? root.read(FilePath("/proc/net/\(list.rawValue)"), limit: 1 << 20) else { continue }
            for line in TextLines(bytes) {
                let name = line.bytes.trimmedText
                if names[list]?[name] == nil { names[list, default: [:]][name] = line.number }
            }
        }
    }

    /// The place that names it; nil where none does.
    public func evidence(of name: String, in list: List) -> Evidence? {
        names[list]?[name].map { Evidence(FilePath("/proc/net/\(list.rawValue)"), line: $0, name) }
    }
}
