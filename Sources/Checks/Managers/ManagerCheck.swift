import Base
import Fence
import KeyFile
import NetworkManagerConfiguration
import Node
import Requirements
import SystemPackage

/// A check of a program that configures networks besides NetworkManager, which asks nothing where it neither runs nor
/// is started.
protocol ManagerCheck: RequirementCheck {
    /// The interfaces of the profile's releases.
    var profile: Profile { get }
    /// Whether the program is on.
    func service(in context: CheckContext) -> ManagerService
    /// Looks at what it would do.
    /// - Parameter on: that it runs, or is started.
    func judge(_ on: Evidence, in context: CheckContext) throws(FileError) -> Outcome
}

extension ManagerCheck {
    func look(in context: CheckContext) -> Outcome { lookAtService(in: context) }

    /// What the program will do, where it runs or is started.
    func lookAtService(in context: CheckContext) -> Outcome {
        switch service(in: context) {
        case .off(let why): return .skipped(because: why)
        case .unknown(let evidence):
            return undetermined("cannot see whether it runs: \(evidence.text)", [evidence])
        case .on(let evidence):
            do throws(FileError) { return try judge(evidence, in: context) } catch { return undetermined(error) }
        }
    }

    /// The patterns of the profile and the user's own.
    func patterns(in context: CheckContext) -> [InterfacePattern] {
        var seen: Set<RawText> = []
        return (profile.interfaces.map(\.pattern) + context.inputs.patterns).filter { seen.insert($0.glob).inserted }
    }

    /// The patterns as text.
    func names(in context: CheckContext) -> [String] { patterns(in: context).map(\.description) }

    /// A path of the node in a command that is pasted outside of it.
    func shell(_ path: FilePath, in context: CheckContext) -> String {
        context.root.outside(path).string.shellWord
    }
}

extension InterfacePattern {
    /// A name that Calico would give such an interface.
    var example: String {
        let text = description
        guard !isLiteral else { return text }
        let stem = String(text.prefix { $0 != "*" && $0 != "?" })
        // The kernel's own tunnel is number 0.
        return kind == .ipip ? stem + "0" : String((stem + "1a2b3c4d5e6").prefix(15))
    }

    /// Whether it covers a name.
    func covers(_ name: String) -> Bool { matches(RawText(name)) }
}
