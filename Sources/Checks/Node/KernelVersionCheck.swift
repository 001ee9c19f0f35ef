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
        "Compares the version number of the running kernel, in an offline image of the newest installed one. Older "
            + "kernels pass if their vendor backports what Calico needs, such as 4.18 of RHEL 8."
    }
    var details: String { "The vendor is read from the kernel's release (el8) or from os-release." }
    var remedy: String { "Install a newer kernel of the distribution and reboot the node." }

    var expected: String {
        (["\(minimum) or later"] + backports.map { "\($0.minimum) or later of \($0.system)" })
            .joined(separator: ", or ")
    }

    func look(in context: CheckContext) -> Outcome {
        let kernel = context.node.kernel
        if let error = kernel.problem { return undetermined(error) }
        if kernel.isAbsent { return .skipped(because: NodeKernel.absence) }
        guard let release = kernel.release else {
            return .undetermined(
                because: kernel.isRunning
                    ? "cannot parse the kernel's release" : "no kernel's modules are installed in this root",
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
                found: "\(release), with backports of \(backport.system)",
                evidence: evidence)
        }
        if !backports.isEmpty, release.vendor == nil, let error = system.unreadable {
            return undetermined("\(release); cannot determine its vendor: \(error)", evidence)
        }
        return .fail(
            found: release.text, evidence: evidence,
            remedy: context.kernelPackage.update(for: "Linux \(minimum) or later"))
    }
}

extension NodeKernel {
    /// Why nothing is asked of a kernel that an image does not bring.
    static let absence = "not applicable: no kernel is installed in this root"
}

extension OSRelease {
    /// Whether this is a distribution and major release written as one word: `debian10`, `ubuntu20.04`.
    fileprivate func isRelease(_ name: String) -> Bool {
        guard let id, let version = self["VERSION_ID"] else { return false }
        // Red Hat's clones call themselves by other names and build the same kernels; those bear `el8` themselves.
        return name == id + version || name == id + version.prefix { $0 != "." }
    }
}
