import Base
import NetworkManagerConfiguration
import Node
import OtherManagers
import SystemPackage
import TestSupport
import Testing

/// A .network file or more, a link, and what systemd-networkd makes of it.
struct NetworkCase: CustomTestStringConvertible {
    enum Expected: Equatable {
        /// Taken, by the file of this name.
        case taken(String)
        case unmanaged(String)
        case alone
        case unknown
    }

    /// What the case is about.
    let claim: String
    /// By path; one without a folder is in etc/systemd/network. An empty text masks.
    let files: [(path: String, text: String)]
    let link: LinkTraits
    let expected: Expected
    let version: Int
    let host: HostTraits

    var testDescription: String { claim }

    private init(
        _ claim: String, _ files: [(path: String, text: String)], for link: LinkTraits, _ expected: Expected,
        version: Int, host: HostTraits
    ) {
        (self.claim, self.files, self.link) = (claim, files, link)
        (self.expected, self.version, self.host) = (expected, version, host)
    }

    /// Files, and a pod's link.
    init(_ claim: String, _ files: [(path: String, text: String)], _ expected: Expected) {
        self.init(claim, files, for: .veth, expected, version: 252, host: HostTraits())
    }

    /// One file `10-a.network` with this [Match] section, and a link.
    init(
        _ claim: String, match: String, _ link: LinkTraits, _ isTaken: Answer, version: Int = 252,
        host: HostTraits = HostTraits()
    ) {
        self.init(
            claim, [("10-a.network", "[Match]\n\(match)\n[Network]\nDHCP=yes\n")], for: link,
            isTaken == .yes ? .taken("10-a.network") : isTaken == .no ? .alone : .unknown, version: version, host: host)
    }

    /// The same, and a pod's link.
    init(_ claim: String, match: String, _ isTaken: Answer, version: Int = 252, host: HostTraits = HostTraits()) {
        self.init(claim, match: match, .veth, isTaken, version: version, host: host)
    }

    /// What the files are found to make of the link.
    func outcome() throws -> Expected {
        let folder = try TemporaryFolder()
        for (path, text) in files {
            let whole = path.contains("/systemd/") ? path : "etc/systemd/network/\(path)"
            if text == "/dev/null" { try folder.link(whole, to: text) } else { try folder.write(text, to: whole) }
        }
        let root = try RootDirectory(FilePath(folder.path))
        return switch try NetworkFiles(in: root, for: version, on: host).decision(for: link) {
        case .managed(let file): .taken(Self.name(file))
        case .unmanaged(let file): .unmanaged(Self.name(file))
        case .none: .alone
        case .undetermined: .unknown
        }
    }

    private static func name(_ file: MatchedFile) -> String { file.path.lastComponent?.string ?? "" }
}

extension LinkTraits {
    static let veth = LinkTraits(name: "cali1a2b3c4d5e6", kind: .veth)
    static let vxlan = LinkTraits(name: "vxlan.calico", kind: .vxlan)
    static let ipip = LinkTraits(name: "tunl0", kind: .ipip)
    static let wireguard = LinkTraits(name: "wireguard.cali", kind: .wireguard)
}
