public import Base
import DBus
public import Fence
public import Node

/// The node that is looked at, and what the user told about it.
///
/// Facts that more than one check needs are read once, when the first of them asks.
public final class CheckContext {
    /// NetworkManager on the node.
    public let fence: FenceContext
    /// What the user gave on the command line.
    public let inputs: CheckInputs

    /// Why `fix` would refuse; nil where it would not.
    private let obstacle: () -> String?

    /// A context that has read nothing yet.
    /// - Parameter obstacle: asks the planner of `fix` why it would refuse; nil where it would not.
    public init(
        _ fence: FenceContext, _ inputs: CheckInputs = CheckInputs(), obstacle: @escaping () -> String? = { nil }
    ) {
        self.fence = fence
        self.inputs = inputs
        self.obstacle = obstacle
    }

    /// What mends what `fix` is for: the command, or what its planner says where it would refuse.
    private(set) lazy var remedyByFix: String = obstacle() ?? fence.fixRemedy

    /// The machine as a directory.
    public var root: RootDirectory { fence.root }

    /// When the whole run ends.
    public var deadline: Deadline { fence.deadline }

    /// What the node's own files and /proc say of it.
    public private(set) lazy var node = NodeFacts(fence)

    /// What brings a module, or another kernel, on this node.
    private(set) lazy var kernelPackage = KernelPackage(self)

    /// The addresses of the hosts that were named.
    let addresses = HostAddresses()

    /// What nodes send each other, by profile and encapsulations: several checks ask for the same.
    var traffic: [[String]: Traffic] = [:]

    /// The connection to the bus; nil where none is to be used, and where there is none.
    /// - Throws: where it does not answer: what would be asked over it is not known.
    func connectionToBus() throws(BusError) -> Connection? {
        if let silence { throw silence }
        do throws(BusError) { return try fence.bus?.connection(by: deadline.capped(at: Self.busAllowance)) } catch {
            guard error.code == .busUnavailable else {
                silence = error
                throw error
            }
            return nil
        }
    }

    /// Why the bus did not answer: every check that asked again would wait as long.
    private var silence: BusError?

    /// The command that asks a check again with another node's address.
    func commandWithPeer(for id: String) -> String {
        fence.command("check", "--only", id, "--peer", "ADDRESS") + "  # ADDRESS: another node"
    }

    /// What connecting to the bus may take of the time of checks that can do without.
    private static let busAllowance = Duration.seconds(5)
}
