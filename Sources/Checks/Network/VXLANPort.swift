import Base
import Fence
import Netlink
import Node

/// Whether the UDP port of Calico's VXLAN device is free, Calico's, or somebody else's.
///
/// The kernel holds the port for a device that is up: no process has the socket. So the devices themselves are asked.
struct VXLANPort {
    /// What was found.
    var outcome: Outcome { answer.expecting("UDP \(port) free or used by Calico") }

    private let answer: Outcome
    /// The port that Calico's device has, or would have.
    private let port: UInt16

    /// Calico's own devices are `vxlan.calico` and, since 3.23, `vxlan-v6.calico`.
    private static func isCalicos(_ name: String) -> Bool { name.hasSuffix(".calico") }
    /// The VNI that Calico's devices have where nothing else is configured, and nothing beyond plain VXLAN.
    private static let identifier: UInt32 = 4096

    /// - Parameter expected: the port that the profile names; Calico's device, where there is one, tells the real one.
    init(expected: UInt16, in context: CheckContext) {
        guard case .success(let devices)? = context.node.vxlanDevices else {
            port = expected
            answer = Self.byName(expected, in: context)
            return
        }
        let calicos = devices.filter { Self.isCalicos($0.name) }
        let port = calicos.first?.port ?? expected
        self.port = port
        let said =
            port == expected
            ? "" : "; allow UDP \(port) between the nodes instead of the usual \(expected)"
        let holders = context.node.sockets.holders(of: port, .udp)
        let owners = devices.filter { $0.isUp && $0.port == port }
        let strangers = owners.filter { !Self.isCalicos($0.name) }
        let evidence =
            holders.map { $0.evidence }
            + devices.filter { $0.port == port || Self.isCalicos($0.name) }.map(Self.evidence)
        let processes = holders.flatMap(\.processes)
        if !processes.isEmpty || (owners.isEmpty && holders.contains { !$0.isKernel }) {
            answer = Self.held(
                port, by: processes, evidence,
                remedy: "ss -lnup 'sport = :\(port)'  # shows the program: stop it, or \(Self.remedy)")
        } else if let stranger = strangers.first {
            answer = .fail(
                found: Self.words(port, strangers, Self.clash(calicos.first, strangers, port, stranger)),
                evidence: evidence, remedy: Self.remedy)
        } else if let owner = owners.first {
            answer = .pass(found: "UDP \(port) is used by kernel VXLAN device \(owner.name)\(said)", evidence: evidence)
        } else if holders.isEmpty {
            let down = calicos.first.map { "; \($0.name) is down and will claim it when brought up" } ?? ""
            answer = .pass(found: "UDP \(port) is free\(down)\(said)", evidence: evidence)
        } else {
            answer = .fail(
                found:
                    "UDP \(port) is used by a kernel tunnel that is not in this network namespace, or not VXLAN: "
                    + "vxlan.calico cannot come up",
                evidence: evidence, remedy: Self.remedy)
        }
    }

    private static func held(
        _ port: UInt16, by processes: [String], _ evidence: [Evidence], remedy: String
    ) -> Outcome {
        processes.isEmpty
            ? .undetermined(because: "UDP \(port) is in use by an unknown process", evidence: evidence, remedy: remedy)
            : .fail(
                found: "UDP \(port) is in use by \(processes.joined(separator: ", ")): vxlan.calico cannot come up",
                evidence: evidence, remedy: remedy)
    }

    private static func words(_ port: UInt16, _ strangers: [VXLANDevice], _ why: String) -> String {
        let names = strangers.map(\.name).joined(separator: ", ")
        return "UDP \(port) is used by kernel VXLAN device \(names), not Calico's: \(why)"
    }

    /// Why Calico's device and others cannot both have the port.
    private static func clash(
        _ calicos: VXLANDevice?, _ strangers: [VXLANDevice], _ port: UInt16, _ stranger: VXLANDevice
    ) -> String {
        let own =
            calicos
            ?? VXLANDevice(name: "vxlan.calico", port: port, identifier: identifier, isUp: false, traits: [])
        return strangers.compactMap { own.clash(with: $0) }.first
            ?? "Felix drops packets to this port from non-Calico hosts, including \(stranger.name)'s"
    }

    private static let remedy =
        "set vxlanPort in Calico's FelixConfiguration to another port, such as 4790, on all nodes"

    private static func evidence(_ device: VXLANDevice) -> Evidence {
        let words = [
            "UDP \(device.port)", "VNI \(device.identifier)", device.isUp ? "up" : "down",
        ]
        return Evidence(
            path: "rtnetlink \(device.name)", text: (words + device.traits.sorted()).joined(separator: ", "))
    }

    /// Where the kernel cannot be asked about the node's network, the names of its devices must do.
    private static func byName(_ port: UInt16, in context: CheckContext) -> Outcome {
        let holders = context.node.sockets.holders(of: port, .udp)
        guard !holders.isEmpty else { return .pass(found: "UDP \(port) is free") }
        let devices: [(name: String, evidence: Evidence)]
        do throws(FileError) { devices = try NetworkFacts.devices("vxlan", in: context.root) } catch {
            return .undetermined(
                because: "\(error)", evidence: [Evidence(error)],
                remedy: "run nmfence as root on the node")
        }
        let evidence = holders.map(\.evidence) + devices.map(\.evidence)
        let processes = holders.flatMap(\.processes)
        if !holders.allSatisfy(\.isKernel) {
            return held(port, by: processes, evidence, remedy: remedy)
        }
        let strangers = devices.map(\.name).filter { !isCalicos($0) }
        if devices.count > strangers.count {
            return .pass(
                found: "UDP \(port) is used by kernel VXLAN device vxlan.calico",
                evidence: evidence)
        }
        let names = strangers.isEmpty ? "a device in another network namespace" : strangers.joined(separator: ", ")
        return .fail(
            found: "UDP \(port) is used by a kernel VXLAN device that is not Calico's: \(names)",
            evidence: evidence, remedy: remedy)
    }
}
