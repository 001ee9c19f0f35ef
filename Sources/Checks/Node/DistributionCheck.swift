import Base
import Fence
import Node
import Requirements

/// Whether the distribution is one of those that are known to work.
struct DistributionCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let known: [Demand.Distribution]

    var decision: String {
        "Compares ID, ID_LIKE, VARIANT_ID and VERSION_ID of os-release(5) with the list; later releases count as "
            + "known. "
            + "A distribution that is not on the list is reported, but is neither a failure nor a warning."
    }
    var remedy: String { "Nothing, if the other checks pass." }

    var expected: String { Demand.distribution(known: known).facts }

    func look(in context: CheckContext) -> Outcome {
        let system = context.node.system
        if let error = system.unreadable { return undetermined(error) }
        guard let id = system.id else {
            return .undetermined(
                because: "/etc/os-release has no ID",
                evidence: Array(system.problems.prefix(5)))
        }
        let evidence = ["ID", "VERSION_ID", "VARIANT_ID"].compactMap(system.evidence)
        let version = system["VERSION_ID"].flatMap { Release($0) }
        let found = [id, system["VERSION_ID"]].compactMap(\.self).joined(separator: " ")
        let isKnown = known.contains { candidate in
            Self.names(of: system).contains(candidate.id)
                && (candidate.minimum.map { minimum in version.map { $0 >= minimum } ?? false } ?? true)
        }
        return isKnown
            ? .pass(found: found, evidence: evidence)
            : .fail(found: "\(found) is not on the list (\(expected))", evidence: evidence)
    }

    /// Distributions that rebuild Red Hat's and number their releases as it does.
    private static let clones: Set<String> = [
        "almalinux", "centos", "eurolinux", "miraclelinux", "ol", "oraclelinux", "rocky", "scientific", "virtuozzo",
    ]

    /// The distribution's own name and what it is built from; newer releases of RHCOS call themselves RHEL, variant
    /// CoreOS.
    private static func names(of system: OSRelease) -> [String] {
        let own = [system.id].compactMap(\.self)
        return switch (own.first, system["VARIANT_ID"]) {
        case ("rhel", "coreos"): own + ["rhcos"]
        case ("fedora", "coreos"): own + ["fedora-coreos"]
        case (let id?, _) where clones.contains(id): own + ["rhel"]
        default: own
        }
    }
}
