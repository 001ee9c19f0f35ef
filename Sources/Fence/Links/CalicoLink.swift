public import Base
public import Netlink
import Node

/// A present interface of Calico's: how it is, and what is missing of what pods need of it.
public struct CalicoLink: Hashable, Sendable {
    /// What something is missing of.
    public enum Fault: Hashable, Sendable {
        /// The link is administratively down.
        case down
        /// No route leads to an address of the pod behind it.
        case noRoute(to: [UInt8])
        /// No route leads to the pod behind it, whose addresses nobody tells.
        case noRoutes
        /// A tunnel has no address: of IPv6, or of any kind.
        case noAddress(isIPv6: Bool)
    }

    /// The pod behind a link.
    public struct Pod: Hashable, Sendable {
        /// Its addresses: four bytes for IPv4, sixteen for IPv6.
        public let addresses: [[UInt8]]
        /// Who says so.
        public let source: Evidence
    }

    /// The link.
    public let link: Link
    /// Its addresses of global scope.
    public let addresses: [InterfaceAddress]
    /// How many routes lead out of it.
    public let routes: Int
    /// The addresses of the pod behind it, and who says so; nil where nobody does, or no pod is behind it.
    public let pod: Pod?
    /// What is missing.
    public let faults: [Fault]

    /// Its name.
    public var name: String { link.name }
    /// Whether a pod is behind it.
    public let isWorkload: Bool

    /// What is missing, in words: `is down, has no route to 10.65.0.2`.
    public var problem: String { faults.map(\.words).joined(separator: ", ") }

    /// How it is, in words.
    public var state: String {
        var words = [link.isUp ? "up" : "down"]
        if link.isUp, !link.hasCarrier { words.append("without carrier") }
        if !addresses.isEmpty {
            words.append(addresses.map { "\(Self.text($0.bytes))/\($0.prefix)" }.joined(separator: ", "))
        }
        words.append("\(routes) \(routes == 1 ? "route" : "routes")")
        if let pod, !pod.addresses.isEmpty {
            words.append("pod " + pod.addresses.map(Self.text).joined(separator: ", "))
        }
        return words.joined(separator: ", ")
    }

    /// The commands that bring back what is missing, as far as commands can.
    public var commands: [String] {
        let name = link.name.shellWord
        return faults.compactMap { fault in
            switch fault {
            case .down: "ip link set \(name) up"
            case .noRoute(let address):
                address.count == 4
                    ? "ip route replace \(Self.text(address)) dev \(name) scope link"
                    : "ip -6 route replace \(Self.text(address)) dev \(name)"
            case .noRoutes, .noAddress: nil
            }
        }
    }

    /// What no command brings back, and who does; nil where commands bring back everything.
    public var remainder: String? {
        let isTunnel = faults.contains { if case .noAddress = $0 { true } else { false } }
        guard isTunnel || faults.contains(.noRoutes) else { return nil }
        guard name.contains("cali") || name.hasPrefix("tunl") || !isTunnel else {
            return "a restart of what made it, such as flannel or kube-proxy, restores its address"
        }
        return "a running calico-node "
            + (isTunnel ? "restores its address within 10 seconds" : "restores its routes once it is up")
    }

    static func text(_ address: [UInt8]) -> String { NumericAddress.text(of: address) }
}

extension CalicoLink.Fault {
    fileprivate var words: String {
        switch self {
        case .down: "is down"
        case .noRoute(let address): "has no route to \(CalicoLink.text(address))"
        case .noRoutes: "has no route to its pod"
        case .noAddress(let isIPv6): isIPv6 ? "has no IPv6 address" : "has no address"
        }
    }
}
