import Base
import Fence
import Node
import Requirements

/// Whether the kernel is new enough, by its number or by what its vendor carried back into it.
struct KernelVersionCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let minimum: Release
    let backports: [Demand.Backport]

    var decision: String {
        "The numbers of the release are compared, not its text. A kernel that is older by number passes where its "
            + "vendor is known to carry what is needed: RHEL 8 is supported with 4.18. The vendor is read from the "
            + "release (el8) or from os-release. In an image the newest installed kernel counts."
    }
    var remedy: String { "Install a newer kernel of the distribution and restart the node." }

    var expected: String {
        (["\(minimum) or later"] + backports.map { "\($0.minimum) or later of \($0.system)" })
            .joined(separator: ", or ")
    }

    func look(in context: CheckContext) -> Outcome {
        let kernel = context.node.kernel
        if let error = kernel.problem { return undetermined(error) }
        guard let release = kernel.release else {
            return .undetermined(
                because: kernel.isRunning
                    ? "the kernel's release is no version" : "no kernel is installed in this root",
                evidence: kernel.evidence.map { [$0] } ?? [])
        }
        var evidence = kernel.evidence.map { [$0] } ?? []
        if release.isAtLeast(minimum) {
            return .pass(found: release.text, evidence: evidence)
        }
        let system = context.node.system
        for backport in backports {
            guard let floor = KernelRelease(backport.minimum), release.isAtLeast(floor),
                release.vendor == backport.system || system.isRelease(backport.system)
            else { continue }
            if let place = system.evidence(of: "VERSION_ID") { evidence.append(place) }
            return .pass(
                found: "\(release), which \(backport.system) carries what is needed in",
                evidence: evidence)
        }
        if !backports.isEmpty, release.vendor == nil, let error = system.unreadable {
            return undetermined("\(release), and whose kernel it is cannot be told: \(error)", evidence)
        }
        return .fail(
            found: release.text, evidence: evidence,
            remedy: KernelPackage(context).update(for: "Linux \(minimum) or later"))
    }
}

extension OSRelease {
    /// Whether this is a distribution and major release written as one word: `debian10`, `ubuntu20.04`.
    fileprivate func isRelease(_ name: String) -> Bool {
        guard let id, let version = self["VERSION_ID"] else { return false }
        // Red Hat's clones call themselves by other names and build the same kernels; those bear `el8` themselves.
        return name == id + version || name == id + version.prefix { $0 != "." }
    }
}
