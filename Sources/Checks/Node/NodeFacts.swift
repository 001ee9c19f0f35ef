public import Base
import Fence
public import Netlink
public import Node

/// What more than one check asks of the node's files and of /proc, read when the first of them asks.
public final class NodeFacts {
    private let root: RootDirectory
    private let deadline: Deadline
    private let fence: FenceContext

    /// - Parameter fence: the same node, for what is read once for both.
    init(_ fence: FenceContext) {
        root = fence.root
        deadline = fence.deadline
        self.fence = fence
    }

    /// The kernel that runs, or would.
    public private(set) lazy var kernel = NodeKernel(in: root)
    /// Its modules.
    public private(set) lazy var modules = KernelModules(kernel, in: root)
    /// The distribution.
    public private(set) lazy var system = OSRelease(in: root)
    /// The sockets that wait.
    public private(set) lazy var sockets = LocalSockets(in: root)
    /// Whether the kernel that this process asks is the node's, and tells of the node's network.
    private lazy var isNetworkInSight = Result { () throws(FileError) in
        guard kernel.isRunning else { return false }
        return try NetworkNamespace.isShared(with: root)
    }
    /// The links by their names; nil where the node's network cannot be asked from here, or does not answer: rules that
    /// ask for a link's number are undetermined then, whatever the reason.
    private(set) lazy var links: [String: Link]? =
        if case .success(true) = isNetworkInSight, let all = try? Link.all(by: kernelDeadline) {
            Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        } else { nil }
    /// The VXLAN devices; nil where the node's network cannot be asked from here.
    public private(set) lazy var vxlanDevices: Result<[VXLANDevice], NetlinkError>? =
        if case .success(true) = isNetworkInSight { askForVXLANDevices() } else { nil }
    /// The rules that choose tables of routes, of IPv4; nil where the node's network cannot be asked from here.
    public private(set) lazy var policyRules: Result<[PolicyRule], NetlinkError>? =
        if case .success(true) = isNetworkInSight {
            Result { () throws(NetlinkError) in try PolicyRule.all(by: kernelDeadline) }
        } else { nil }
    /// The rules that packets pass.
    public private(set) lazy var packetFilter = NodePacketFilter(modules, in: root, by: kernelDeadline)
    /// The addresses by which other machines may reach the node; none where its network cannot be asked from here, and
    /// where
    /// ``addressProblem`` says why the kernel's answer is not known.
    public var addresses: [InterfaceAddress] { hostAddresses.filter { !NetworkFacts.isPodSide($0.interface) } }
    /// The same with those of bridges and tunnels on this node.
    var hostAddresses: [InterfaceAddress] {
        if case .success(let addresses) = answeredAddresses { addresses } else { [] }
    }
    /// Why the node's addresses are not known; nil where they are, or cannot be asked for from here.
    var addressProblem: Evidence? {
        if case .failure(let error) = answeredAddresses {
            Evidence(path: "netlink route", text: error.description)
        } else {
            nil
        }
    }
    private lazy var answeredAddresses = Result { () throws(NetlinkError) -> [InterfaceAddress] in
        guard case .success(true) = isNetworkInSight else { return [] }
        return try InterfaceAddress.all(by: kernelDeadline)
    }
    /// Whether IPv6 is on; nil where nothing tells.
    public private(set) lazy var ipv6 = Result { () throws(FileError) in try NetworkFacts.hasIPv6(in: root) }
    /// The same, whatever the reason for not knowing it.
    public var hasIPv6: Answer {
        if case .success((let isOn, _)?) = ipv6 { Answer(isOn) } else { .unknown }
    }
    /// What the system forbids as a whole.
    public private(set) lazy var confinement = Confinement(in: root)
    /// The first process.
    public private(set) lazy var firstProcess = Result { () throws(FileError) in try ProcessStatus("1", in: root) }
    /// This process, where the root is its own; nil elsewhere. It is shown and decides nothing: where it cannot be
    /// read, it is not shown.
    public private(set) lazy var thisProcess = root.isHost ? try? ProcessStatus("self", in: root) : nil
    /// The processes of Calico's agent.
    public private(set) lazy var agents = Result { () throws(FileError) in
        try fence.processes.get().named("calico-node")
    }

    /// The longest that the kernel is waited for: it answers in milliseconds, also about thousands of devices.
    private static let patience = Duration.seconds(5)

    private var kernelDeadline: Deadline { deadline.capped(at: Self.patience) }

    private func askForVXLANDevices() -> Result<[VXLANDevice], NetlinkError> {
        do throws(NetlinkError) {
            return .success(try VXLANDevice.all(by: kernelDeadline))
        } catch {
            return .failure(error)
        }
    }
}
