import Base
import Node
import Requirements
import SystemPackage

/// Whether the MTU that Felix takes for the host's fits the interface that packets leave by.
struct MTUCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    /// What Felix takes where it finds no interface: `findHostMTU` of its int_dataplane.go.
    private static let fallback = 1460

    private struct Interface {
        let name: String
        let mtu: Int
        let isUp: Bool
        let evidence: Evidence
    }

    var expected: String { "the smallest MTU among interfaces that mtuIfacePattern matches is not above the uplink's" }
    var decision: String {
        "Felix takes the smallest MTU of the interfaces that are up and match mtuIfacePattern, by default en*, eth*, "
            + "wl* "
            + "and their like but not bond*, team* or br-*, and \(Self.fallback) where there is none. That is "
            + "compared with the "
            + "MTU of the interfaces of the default routes, in /sys/class/net."
    }
    var remedy: String { "Set mtuIfacePattern of Felix to the node's interfaces, or the MTU itself." }

    func look(in context: CheckContext) -> Outcome {
        guard context.node.kernel.isRunning else { return .offlineImage }
        do throws(FileError) {
            let interfaces = try interfaces(in: context.root)
            let uplinks = try NetworkFacts.uplinks(in: context.root)
            let used = interfaces.filter { uplinks.contains($0.name) }
            guard let narrowest = used.min(by: { $0.mtu < $1.mtu }) else {
                return .skipped(because: "no default route leads out of this node")
            }
            let detected = interfaces.filter { $0.isUp && Self.isMatched($0.name) }.min { $0.mtu < $1.mtu }
            let mtu = detected?.mtu ?? Self.fallback
            let source = detected.map { "of \($0.name)" } ?? "as no interface matches mtuIfacePattern"
            guard mtu > narrowest.mtu else { return .pass(found: "\(mtu), \(source)", evidence: [narrowest.evidence]) }
            return .fail(
                found:
                    "by default Felix takes \(mtu), \(source), but packets leave by \(narrowest.name) with "
                    + "\(narrowest.mtu): "
                    + "large packets of pods are lost",
                evidence: [narrowest.evidence] + [detected?.evidence].compactMap(\.self),
                remedy: "kubectl patch felixconfiguration default --type merge "
                    + "-p '{\"spec\":{\"mtuIfacePattern\":\"^\(narrowest.name)$\"}}'")
        } catch { return undetermined(error) }
    }

    private func interfaces(in root: RootDirectory) throws(FileError) -> [Interface] {
        let folder: FilePath = "/sys/class/net"
        var interfaces: [Interface] = []
        for name in try root.entriesIfPresent(of: folder) {
            let path = folder.appending(name).appending("mtu")
            // An interface may go away in between.
            guard let text = try root.value(of: path), let mtu = Int(text) else { continue }
            let state = try root.value(of: folder.appending(name).appending("operstate"))
            interfaces.append(
                Interface(
                    name: name.string, mtu: mtu, isUp: state == "up" || state == "unknown",
                    evidence: Evidence(path, line: 1, text)))
        }
        return interfaces
    }

    /// The default of mtuIfacePattern: `^((en|wl|ww|sl|ib)[Pcopsvx].*|(eth|wlan|wwan).*)`.
    private static func isMatched(_ name: String) -> Bool {
        if ["eth", "wlan", "wwan"].contains(where: name.hasPrefix) { return true }
        guard ["en", "wl", "ww", "sl", "ib"].contains(where: name.hasPrefix) else { return false }
        return name.dropFirst(2).first.map { "Pcopsvx".contains($0) } ?? false
    }
}
