import Base
import Fence
import Netlink
import Node
import Requirements
import SystemPackage

/// Whether checksums of VXLAN's packets are left to hardware or code that gets them wrong.
///
/// The devices that are there say whether VXLAN is in use: what the profile takes for usual would leave out a cluster
/// that has changed it, and flannel's.
struct ChecksumOffloadCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    /// Felix takes this kernel and older ones for broken: felix/environment/feature_detect_linux.go.
    private static let lastBroken = DottedVersion([5, 7, 0])
    private static let generic = "tx-checksum-ip-generic"
    private static let tunnel = "tx-udp_tnl-segmentation"

    var decision: String {
        "On kernels up to 5.7 \(Self.generic) of each VXLAN device of Calico must be off. Where a node's own interface "
            + "has the driver vmxnet3, \(Self.tunnel) of that must be off where VXLAN uses port 4789."
    }
    var remedy: String {
        "Switch it off with ethtool -K; Felix does so for its own device where featureDetectOverride says "
            + "ChecksumOffloadBroken=true."
    }

    func look(in context: CheckContext) -> Outcome {
        guard case .success(let devices)? = context.node.vxlanDevices else {
            if case .failure(let error)? = context.node.vxlanDevices {
                return undetermined("the kernel does not tell its VXLAN devices: \(error)")
            }
            return .skipped(because: "this root is not a running system, or its network is not this one")
        }
        let own = devices.filter { $0.name.hasSuffix(".calico") || $0.name.hasPrefix("flannel") }
        guard !own.isEmpty else { return .skipped(because: "no VXLAN device of Calico exists yet") }
        do throws(FileError) {
            if let finding = kernel(own.map(\.name), in: context) { return finding }
            if let finding = try adapter(own.contains { $0.port == 4789 }, in: context) { return finding }
            return .pass(found: "no broken checksum offload is in use")
        } catch { return undetermined(error) }
    }

    private func kernel(_ names: [String], in context: CheckContext) -> Outcome? {
        guard let release = context.node.kernel.release, release.upstream <= Self.lastBroken else { return nil }
        return ask(
            names, Self.generic,
            "kernel \(release) computes wrong checksums for packets of services through it")
    }

    private func adapter(_ usesPort: Bool, in context: CheckContext) throws(FileError) -> Outcome? {
        guard usesPort else { return nil }
        var names: [String] = []
        for name in try NetworkFacts.interfaces(in: context.root) {
            let path = FilePath("/sys/class/net").appending(name).appending("device/driver")
            do throws(FileError) {
                if try context.root.linkTarget(of: path).lastComponent == "vmxnet3" { names.append(name) }
            } catch {
                // A link that is on no bus has none.
                guard error.isMissing else { throw error }
            }
        }
        return ask(names, Self.tunnel, "vmxnet3 drops or damages UDP packets of VXLAN on port 4789")
    }

    /// A finding where the feature is on.
    private func ask(_ names: [String], _ feature: String, _ harm: String) -> Outcome? {
        for name in names {
            do throws(Errno) {
                guard try LinkFeature.isOn(feature, of: name) else { continue }
            } catch { return undetermined("the features of \(name) cannot be read: \(error)") }
            return .fail(
                found: "\(feature) of \(name) is on, and \(harm): pods on other nodes are cut off",
                evidence: [Evidence(path: "ethtool -k \(name)", text: "\(feature): on")],
                remedy: Remedy(
                    "ethtool -K \(name.shellWord) \(feature) off", note: "until the next boot; make it permanent there")
            )
        }
        return nil
    }
}
