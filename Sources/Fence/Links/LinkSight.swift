public import Base
import Netlink
public import NetworkManagerConfiguration
public import Node
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
    ///   - deadline: of the whole run.
    ///   - waits: whether an interface whose pod may just come or go is looked at a second time before it counts as
    ///     damaged.
    ///   - usesIPIP: whether the cluster makes IP-in-IP tunnels.
    public init(
        in root: RootDirectory, patterns: [InterfacePattern], by deadline: Deadline, waits: Bool = true,
        usesIPIP: () -> Bool
    ) {
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
        let limit = deadline.capped(at: Self.patience)
        let all = patterns + Self.calicos
        func survey() throws(NetlinkError) -> LinkSurvey {
            try LinkSurvey(of: all, in: root, by: limit, usesIPIP: usesIPIP)
        }
        do throws(NetlinkError) {
            var seen = try survey()
            // A pod that comes or goes has its interface before its route, or without it any more.
            if waits, seen.isInTransit, limit.pause(for: Self.transit) { seen = try survey() }
            self = .seen(seen)
        } catch {
            self = .hidden(Evidence(path: "netlink route", text: error.description))
        }
    }

    /// How long an interface may be without its route while its pod is set up or taken away.
    private static let transit = Duration.milliseconds(500)

    /// Those of every release; the profiles are built in, and tests read each.
    private static let calicos: [InterfacePattern] = (try? CalicoInterfaces.all()) ?? []
}
