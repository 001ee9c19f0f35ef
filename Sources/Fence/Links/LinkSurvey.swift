public import Base
import KeyFile
import Netlink
import NetworkManagerConfiguration
import Node
import SystemPackage

/// The present interfaces of Calico's in this process's network namespace, each with what is missing of it.
///
/// NetworkManager's flag says whose an interface is and nothing of how it is: a plain reload leaves an interface
/// unmanaged, down and without its routes, and its pod cut off.
public struct LinkSurvey: Sendable {
    /// The interfaces, in the kernel's order.
    public let links: [CalicoLink]
    /// The notes of pods that could not be read.
    public let unreadable: [Evidence]

    /// Those of which something is missing.
    public var damaged: [CalicoLink] { links.filter { !$0.faults.isEmpty } }

    /// Whether an interface is up and lacks a route: it may be about to get it.
    public var isInTransit: Bool { damaged.contains { $0.isWorkload && !$0.faults.contains(.down) } }

    /// Asks the kernel, and looks at what the node notes of its pods.
    /// - Parameters:
    ///   - patterns: which interfaces are Calico's, and of which kind.
    ///   - usesIPIP: whether tunl0, which the kernel makes by itself, is known to be used; asked where that matters.
    init(
        of patterns: [InterfacePattern], in root: RootDirectory, by deadline: Deadline, usesIPIP: () -> Bool
    ) throws(NetlinkError) {
        let records = PodRecords(in: root)
        unreadable = records.unreadable
        let present = try Link.all(by: deadline).compactMap { link in Self.role(of: link, patterns, records) }
        guard !present.isEmpty else {
            links = []
            return
        }
        let (addresses, routes) = (try InterfaceAddress.all(by: deadline), try Route.all(by: deadline))
        let isBPF = present.contains { $0.link.name == "bpfin.cali" }
        var links: [CalicoLink] = []
        for (link, kind) in present {
            let own = addresses.filter { $0.index == link.index }
            let ways = routes.filter { $0.interface == link.index && !$0.isLinkLocal }
            guard let kind else {
                let pod = try Self.pod(behind: link, records, by: deadline)
                let faults = Self.faults(ofWorkload: link, ways, pod?.addresses)
                links.append(
                    CalicoLink(
                        link: link, addresses: own, routes: ways.count, pod: pod, faults: faults, isWorkload: true))
                continue
            }
            let faults = Self.faults(of: link, kind, own, usesIPIP: usesIPIP, isBPF: isBPF)
            links.append(
                CalicoLink(
                    link: link, addresses: own, routes: ways.count, pod: nil, faults: faults, isWorkload: false))
        }
        self.links = links
    }

    /// A link that is Calico's, with its kind where no pod is behind it; nil for any other.
    ///
    /// With a prefix of its own (FELIX_INTERFACEPREFIX) Felix names its interfaces otherwise, and notes them.
    private static func role(
        of link: Link, _ patterns: [InterfacePattern], _ records: PodRecords
    ) -> (link: Link, kind: InterfaceKind?)? {
        let name = RawText(link.name)
        guard let pattern = patterns.first(where: { $0.matches(name) }) else {
            return records[link.name]?.isFelixs == true ? (link, nil) : nil
        }
        if pattern.kind == .unknown, records[link.name] != nil { return (link, nil) }
        // Calico's pairs without a pod have a name of their own each.
        return (link, pattern.kind == .veth && !pattern.isLiteral ? nil : pattern.kind)
    }

    /// The pod's addresses: those at the other end of its link, or those that the node notes.
    private static func pod(
        behind link: Link, _ records: PodRecords, by deadline: Deadline
    ) throws(NetlinkError) -> CalicoLink.Pod? {
        let noted = records[link.name].map { CalicoLink.Pod(addresses: $0.addresses, source: $0.evidence) }
        guard let peer = link.peer, let found = try InterfaceAddress.all(of: peer, by: deadline) else { return noted }
        if found.isEmpty, let noted { return noted }
        // A pod without an address has no need of a route.
        let addresses = found.map(\.bytes)
        let text = addresses.map(CalicoLink.text).joined(separator: ", ")
        return CalicoLink.Pod(
            addresses: addresses,
            source: Evidence(
                path: "link \(link.name)", text: "its peer in the pod has \(text.isEmpty ? "no address" : text)"))
    }

    private static func faults(
        ofWorkload link: Link, _ routes: [Route], _ pod: [[UInt8]]?
    ) -> [CalicoLink.Fault] {
        // A port of a bridge gets its packets from the bridge: it is somebody else's, whatever its name.
        guard !link.isPort else { return [] }
        var faults: [CalicoLink.Fault] = link.isUp ? [] : [.down]
        if let pod {
            faults += pod.filter { address in !routes.contains { $0.contains(address) } }.map { .noRoute(to: $0) }
        } else if routes.isEmpty {
            faults.append(.noRoutes)
        }
        return faults
    }

    private static func faults(
        of link: Link, _ kind: InterfaceKind, _ addresses: [InterfaceAddress], usesIPIP: () -> Bool, isBPF: Bool
    ) -> [CalicoLink.Fault] {
        // The kernel makes it in every network namespace when the module is loaded: down and bare, used or not.
        let isFallback = link.name == "tunl0" && link.kind == "ipip"
        if isFallback, !link.isUp, addresses.isEmpty, !usesIPIP() { return [] }
        let down: [CalicoLink.Fault] = link.isUp ? [] : [.down]
        switch kind {
        case .unknown: return []
        // Routes lead to a bridge or to none of it, as its owner wants them.
        case .veth, .bridge: return down
        // What it is there for is its addresses; the kernel delivers to them although the link is down.
        case .dummy: return addresses.contains { !$0.isIPv6 } ? [] : [.noAddress(isIPv6: false)]
        case .vxlan, .ipip, .wireguard:
            // With eBPF newer releases give their tunnels no address.
            if isBPF { return down }
            let isIPv6 = link.name.contains("-v6")
            return down + (addresses.contains { !isIPv6 || $0.isIPv6 } ? [] : [.noAddress(isIPv6: isIPv6)])
        }
    }
}

extension Route {
    /// Whether it is the kernel's own for neighbours or multicast of IPv6: each link that is up has them.
    fileprivate var isLinkLocal: Bool {
        destination.count == 16 && (destination[0] == 0xFF || destination[0] == 0xFE && destination[1] & 0xC0 == 0x80)
    }
}
