import Base
import Fence
import Netlink
import Node
import Requirements

/// Whether the kernel can choose between tables of routes by rules, which Felix lists at each start.
struct PolicyRoutingCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    /// The longest that the kernel is waited for.
    private static let patience = Duration.seconds(5)

    var expected: String { "CONFIG_IP_MULTIPLE_TABLES, and CONFIG_IPV6_MULTIPLE_TABLES where IPv6 is on" }
    var decision: String {
        "The running kernel is asked for its rules (ip rule), of IPv4 and, where IPv6 is on, of IPv6. Elsewhere the "
            + "kernel's configuration decides."
    }
    var remedy: String { "Use a kernel with CONFIG_IP_MULTIPLE_TABLES=y and CONFIG_IPV6_MULTIPLE_TABLES=y." }

    func look(in context: CheckContext) -> Outcome {
        var evidence: [Evidence] = []
        for (isIPv6, symbol) in [(false, "IP_MULTIPLE_TABLES"), (true, "IPV6_MULTIPLE_TABLES")]
        where !isIPv6 || context.node.hasIPv6 != .no {
            let family = isIPv6 ? "IPv6" : "IPv4"
            let (isThere, place) = answer(isIPv6, symbol, in: context)
            evidence.append(place)
            switch isThere {
            case .yes: continue
            case .no:
                return .fail(
                    found: "the kernel has no policy routing for \(family) (ip rule)", evidence: evidence,
                    remedy: context.kernelPackage.update(for: "CONFIG_\(symbol)"))
            case .unknown where !context.node.kernel.isRunning && context.node.modules.problems.isEmpty:
                return .skipped(because: "an image without a whole kernel configuration does not tell")
            case .unknown:
                return undetermined("whether the kernel has policy routing for \(family) is unknown", evidence)
            }
        }
        return .pass(found: "the kernel has policy routing", evidence: evidence)
    }

    private func answer(_ isIPv6: Bool, _ symbol: String, in context: CheckContext) -> (Answer, Evidence) {
        // Its rules are those of the kernel that runs, whatever network they are asked in.
        if context.node.kernel.isRunning, context.root.isHost {
            do throws(NetlinkError) {
                let deadline = context.deadline.capped(at: Self.patience)
                let isThere = try PolicyRouting.isSupported(isIPv6: isIPv6, by: deadline)
                return (
                    Answer(isThere), Evidence(path: "netlink route", text: isThere ? "lists rules" : "has no rules")
                )
            } catch {
                return (.unknown, Evidence(path: "netlink route", text: error.description))
            }
        }
        guard let configuration = context.node.modules.configuration else {
            let problem = context.node.modules.problems.first
            return (.unknown, problem ?? Evidence(path: "/boot", text: "no kernel configuration"))
        }
        return configuration.isSet(symbol, below: isIPv6 ? nil : "IP_ADVANCED_ROUTER")
    }
}
