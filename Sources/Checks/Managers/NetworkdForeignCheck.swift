import Base
import Fence
import NetworkManagerConfiguration
import Node
import OtherManagers
import Requirements
import SystemPackage

/// Whether systemd-networkd leaves the routes, policy rules and next hops alone that Calico makes on the node's own
/// interfaces.
struct NetworkdForeignCheck: ManagerCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    var decision: String {
        "Where systemd-networkd runs or is enabled and configures an interface of the node, networkd.conf and its "
            + "drop-ins are read: ManageForeignRoutes (systemd 246 and later), ManageForeignRoutingPolicyRules (249) "
            + "and ManageForeignNextHops (256). Without them it removes what it did not make itself."
    }
    var remedy: String {
        "Set them to no in a drop-in of networkd.conf; the running systemd-networkd reads it at its next start."
    }

    func service(in context: CheckContext) -> ManagerService { NetworkdLinksCheck.service(in: context) }

    func judge(_ on: Evidence, in context: CheckContext) throws(FileError) -> Outcome {
        guard let version = SystemdVersion.installed(in: context.root) else {
            return undetermined("no file here names the version of systemd", [on], remedy: "networkctl --version")
        }
        let host = try HostTraits(of: context.node.kernel, in: context.root)
        let files = try NetworkFiles(in: context.root, for: version, on: host)
        guard let own = try Self.uplinkFile(files, in: context) else {
            return .pass(found: "it configures no interface of the node", evidence: [on])
        }
        let settings = try NetworkdSettings(in: context.root, for: version)
        let known = NetworkdSettings.Foreign.allCases.filter { version >= $0.since }
        let taken = known.filter(settings.takesAway)
        guard !known.isEmpty else {
            return .fail(
                found: "systemd \(version) removes Calico's routes on the interfaces of \(own) when it restarts, and "
                    + "no setting keeps it from that", evidence: [on],
                remedy: Remedy(words: "drain the node before systemd-networkd is restarted or updated"))
        }
        guard !taken.isEmpty else {
            return .pass(
                found: "it keeps foreign routes, rules and next hops", evidence: known.compactMap(settings.evidence))
        }
        let things = taken.map(\.words).joined(separator: " and ")
        return .fail(
            found: "systemd-networkd, which configures the node by \(own), removes \(things) that Calico made when it "
                + "restarts: pods on other nodes are cut off",
            evidence: taken.compactMap(settings.evidence) + [on],
            remedy: Self.remedy(taken, in: context))
    }

    /// The file by which it configures an interface that is not Calico's; nil where there is none.
    private static func uplinkFile(_ files: NetworkFiles, in context: CheckContext) throws(FileError) -> FilePath? {
        let present = try NetworkFacts.interfaces(in: context.root).filter { $0 != "lo" && !NetworkFacts.isPodSide($0) }
        for name in present.isEmpty ? ["eth0", "ens3", "enp1s0"] : present {
            switch files.decision(for: LinkTraits(uplink: name)) {
            case .managed(let file), .undetermined(let file): return file.path
            case .unmanaged, .none: continue
            }
        }
        return nil
    }

    private static func remedy(_ taken: [NetworkdSettings.Foreign], in context: CheckContext) -> Remedy {
        let target = NetworkdFence.settingsPath
        let folder = context.root.outside(target.removingLastComponent()).string.shellWord
        let text = "[Network]\\n" + taken.map { "\($0.rawValue)=no\\n" }.joined()
        return Remedy(
            "mkdir -p \(folder) && printf '\(text)' >\(context.root.outside(target).string.shellWord)",
            note:
                "read at the next start of systemd-networkd; a restart now removes them once more: drain the node first"
        )
    }
}

extension NetworkdSettings.Foreign {
    fileprivate var words: String {
        switch self {
        case .routes: "routes"
        case .rules: "policy rules"
        case .nextHops: "next hops"
        }
    }
}
