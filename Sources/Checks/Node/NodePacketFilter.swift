public import Base
import Netlink
import Node
public import PacketFilter
import SystemPackage

/// The packet filter of a node's network, where it can be seen.
public enum NodePacketFilter: Sendable {
    /// These are the rules.
    case rules(Ruleset)
    /// The kernel has none: this says so.
    case none(Evidence)
    /// The node's network cannot be asked from here, and why.
    case outOfSight(String)
    /// It should have been readable, and was not.
    case unreadable(Evidence)

    /// What a check says of the rules; where there are none to judge, every check says the same.
    func judged(_ judge: (Ruleset) -> Outcome) -> Outcome {
        switch self {
        case .rules(let ruleset): judge(ruleset)
        case .none(let evidence):
            .pass(found: "neither nf_tables nor ip_tables is loaded", evidence: [evidence])
        case .outOfSight(let reason): .skipped(because: reason)
        case .unreadable(let evidence):
            .undetermined(
                because: "cannot read the kernel's rules: \(evidence.text)", evidence: [evidence],
                remedy: "run as root")
        }
    }

    /// Reads the rules; loads nothing into the kernel that is not there.
    /// - Parameter modules: of the running kernel.
    init(_ modules: KernelModules, in root: RootDirectory, by deadline: Deadline) {
        do throws(FileError) { self = try Self.find(modules, in: root, by: deadline) } catch {
            self = .unreadable(Evidence(error))
        }
    }

    private static func find(
        _ modules: KernelModules, in root: RootDirectory, by deadline: Deadline
    ) throws(FileError) -> NodePacketFilter {
        guard modules.kernel.isRunning else { return .outOfSight("not applicable to an offline image") }
        guard try NetworkNamespace.isShared(with: root) else {
            return .outOfSight("not in the host's network namespace (or CAP_SYS_PTRACE is missing)")
        }
        let state = modules.state(of: "nf_tables", symbol: "NF_TABLES")
        // A socket of netfilter loads what answers it. So it is made only where nf_tables is there.
        let isThere = [.loaded, .builtIn].contains(state.kind)
        let tables = try NetworkFacts.xtables(in: root).compactMap { XTableName($0.name, isIPv6: $0.isIPv6) }
        if !isThere {
            if let problem = state.problem { return .unreadable(problem) }
            guard !tables.isEmpty else { return try absence(state, in: root) }
        }
        do throws(NetlinkError) {
            return .rules(try RulesetReader(by: deadline).read(hasNFTables: isThere, xtables: tables))
        } catch {
            return .unreadable(Evidence("netlink nf_tables", error.description))
        }
    }

    private static func absence(_ state: ModuleState, in root: RootDirectory) throws(FileError) -> NodePacketFilter {
        for source in ["/sys/module", NetworkFacts.folder(in: root)] as [FilePath] where try !root.exists(source) {
            // In a bare chroot nothing of the kernel shows, whatever it has.
            return .unreadable(Evidence(source, "does not exist"))
        }
        return .none(state.evidence.first ?? Evidence("/sys/module/nf_tables", "does not exist"))
    }
}
