import Base
import Node
import Requirements
import SystemPackage

/// Whether IP-in-IP is used where the cloud between the nodes drops it: Azure carries TCP, UDP and ICMP only.
struct AzureIPIPCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    /// What Azure's machines have for a tag of their chassis, and Hyper-V elsewhere has not.
    private static let azure = "7783-7084-3265-9085-8269-3286-77"
    private static let tag: FilePath = "/sys/class/dmi/id/chassis_asset_tag"
    private static let flags: FilePath = "/sys/class/net/tunl0/flags"

    var expected: String { "no IP-in-IP on an Azure machine" }
    var decision: String {
        "The chassis tag of the machine in \(Self.tag). IP-in-IP counts as used where tunl0 is up or --encapsulation "
            + "ipip "
            + "was given."
    }
    var remedy: String { "Use VXLAN: set ipipMode of the IP pool to Never and vxlanMode to Always." }

    func look(in context: CheckContext) -> Outcome {
        do throws(FileError) {
            guard let tag = try context.root.value(of: Self.tag), tag == Self.azure else {
                return .skipped(because: "not an Azure machine")
            }
            var evidence = [Evidence(Self.tag, line: 1, tag)]
            // The kernel makes tunl0 by itself; IFF_UP is Calico's doing.
            if let flags = try context.root.value(of: Self.flags) {
                evidence.append(Evidence(Self.flags, line: 1, flags))
                let isUp = Int(flags.dropFirst(2), radix: 16).map { $0 & 1 == 1 } ?? false
                if isUp { return finding(evidence) }
            }
            guard context.inputs.encapsulations?.contains("ipip") == true else {
                return .skipped(
                    because: "IP-in-IP is not known to be used on this Azure machine", evidence: evidence)
            }
            return finding(evidence)
        } catch { return undetermined(error) }
    }

    private func finding(_ evidence: [Evidence]) -> Outcome {
        .fail(
            found: "Azure drops IP protocol 4, which packets to pods on other nodes travel in", evidence: evidence,
            remedy: "kubectl patch ippool default-ipv4-ippool --type merge "
                + "-p '{\"spec\":{\"ipipMode\":\"Never\",\"vxlanMode\":\"Always\"}}'")
    }
}
