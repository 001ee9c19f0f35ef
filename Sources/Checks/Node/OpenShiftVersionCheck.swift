import Base
import Fence
import Node
import Requirements
import SystemPackage

/// Whether the node's OpenShift is new enough, where the node is one of OpenShift's.
struct OpenShiftVersionCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let minimum: Release

    var decision: String {
        "Compares OPENSHIFT_VERSION of os-release, which RHCOS has. On other OpenShift nodes, recognised by the "
            + "file of "
            + "the machine config daemon, the result is undetermined."
    }
    var remedy: String { "Upgrade the cluster: oc adm upgrade." }

    var expected: String { "\(minimum) or later" }

    func look(in context: CheckContext) -> Outcome {
        let system = context.node.system
        guard let text = system["OPENSHIFT_VERSION"], let place = system.evidence(of: "OPENSHIFT_VERSION") else {
            if let error = system.unreadable { return undetermined(error) }
            do throws(FileError) {
                guard try context.root.exists("/etc/machine-config-daemon/currentconfig") else {
                    return .skipped(because: "not an OpenShift node")
                }
            } catch { return undetermined(error) }
            return .undetermined(
                because: "OpenShift node, but os-release has no OPENSHIFT_VERSION",
                evidence: [Evidence(path: "/etc/machine-config-daemon/currentconfig", text: "exists")],
                remedy: "oc get clusterversion")
        }
        guard let version = Release(text) else {
            return .undetermined(because: text, evidence: [place])
        }
        return version >= minimum
            ? .pass(found: text, evidence: [place])
            : .fail(
                found: text, evidence: [place],
                remedy: Remedy("oc adm upgrade", note: "lists the available releases; upgrade to \(minimum) or later"))
    }
}
