public import Base
import Netlink
public import NetworkManagerConfiguration
import Node
import Requirements
import SystemPackage

/// The present interfaces of Calico's, or why they are not seen.
public enum LinkSight: Sendable {
    /// They are seen.
    case seen(LinkSurvey)
    /// They are there and cannot be asked for from here: why.
    case hidden(Evidence)
    /// The root is not a running system.
    case notRunning(String)

    /// What is seen, where it is.
    public var survey: LinkSurvey? {
        if case .seen(let survey) = self { survey } else { nil }
    }

    /// The longest that the kernel is waited for.
    private static let patience = Duration.seconds(5)

    /// Looks at the interfaces of a node.
    /// - Parameters:
    ///   - patterns: interfaces besides those of Calico's releases.
    ///   - encapsulations: those that the cluster is said to use; nil where nobody says.
    public init(in context: FenceContext, patterns: [InterfacePattern], encapsulations: [String]? = nil) {
        let root = context.root
        do throws(FileError) {
            guard try NetworkNamespace.isShared(with: root) else {
                self =
                    try root.exists("/proc/1")
                    ? .hidden(Evidence(path: "/proc/1/ns/net", text: "is a different network namespace"))
                    : .notRunning("not applicable to an offline image")
                return
            }
        } catch {
            self = .hidden(Evidence(error))
            return
        }
        let limit = context.deadline.capped(at: Self.patience)
        let usesIPIP = encapsulations.map { $0.contains("ipip") } ?? Self.usesIPIP(in: root)
        let all = patterns + Self.calicos
        do throws(NetlinkError) {
            var survey = try LinkSurvey(of: all, in: root, usesIPIP: usesIPIP, by: limit)
            // A pod that comes or goes has its interface before its route, or without it any more.
            if survey.isInTransit, limit.pause(for: Self.transit) {
                survey = try LinkSurvey(of: all, in: root, usesIPIP: usesIPIP, by: limit)
            }
            self = .seen(survey)
        } catch {
            self = .hidden(Evidence(path: "netlink route", text: error.description))
        }
    }

    /// How long an interface may be without its route while its pod is set up or taken away.
    private static let transit = Duration.milliseconds(500)

    /// Those of every release; the profiles are built in, and tests read each.
    private static var calicos: [InterfacePattern] { (try? CalicoInterfaces.all()) ?? [] }

    /// Whether a running calico-node was told to make IP-in-IP tunnels. Where that cannot be read nobody tells, and a
    /// bare tunl0 is no finding.
    private static func usesIPIP(in root: RootDirectory) -> Bool {
        let agents = (try? ProcessStatus.named("calico-node", in: root)) ?? []
        return agents.contains { agent in
            guard let environment = try? ProcessEnvironment(of: agent.folder, in: root) else { return false }
            return environment["FELIX_IPINIPENABLED"]?.lowercased() == "true"
                || ["always", "crosssubnet"].contains(environment["CALICO_IPV4POOL_IPIP"]?.lowercased())
        }
    }
}
