public import Base
public import Node
public import SystemPackage

/// Which interfaces dhcpcd configures: `allowinterfaces` and `denyinterfaces` of dhcpcd.conf(5).
///
/// Without them it takes every interface that it finds, and gives it an address of its own where no server answers.
public struct DHCPCDConfiguration: Hashable, Sendable {
    /// A list of globs, and where it stands.
    fileprivate struct List: Hashable {
        var globs: [String] = []
        var evidence: [Evidence] = []
    }

    private var allowed = List()
    private var denied = List()

    /// The file.
    public static let path: FilePath = "/etc/dhcpcd.conf"

    /// Reads the file; without one everything is taken.
    public init(in root: RootDirectory) throws(FileError) {
        for line in WordLines(try root.readIfPresent(Self.path, limit: 1 << 20) ?? []).lines {
            // What follows is for that interface or network only.
            if ["interface", "ssid", "profile"].contains(line.words[0]) { break }
            let globs = line.words.dropFirst().flatMap { $0.split(separator: ",").map(String.init) }
            let evidence = Evidence(Self.path, line: line.number, line.text)
            switch line.words[0] {
            case "allowinterfaces": allowed.add(globs, evidence)
            case "denyinterfaces": denied.add(globs, evidence)
            default: break
            }
        }
    }

    /// Whether it takes an interface.
    public func takes(_ name: String) -> Bool {
        let isAllowed = allowed.globs.isEmpty || allowed.globs.contains { fits(name, glob: $0) }
        return isAllowed && !denied.globs.contains { fits(name, glob: $0) }
    }

    /// The lines that decide.
    public var evidence: [Evidence] { allowed.evidence + denied.evidence }
}

extension DHCPCDConfiguration.List {
    fileprivate mutating func add(_ globs: [String], _ line: Evidence) {
        self.globs += globs
        evidence.append(line)
    }
}
