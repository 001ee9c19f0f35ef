import Base
import Fence
import Node
import Requirements
import SystemPackage

/// Whether the system as a whole forbids what Calico does, whoever does it.
struct ConfinementCheck: RequirementCheck {
    /// Which of the system's limits.
    enum Limit {
        case procSys
        case moduleLoading
        case userNamespace
        case confinement
    }

    let row: Requirement
    let encapsulations: [String]
    let limit: Limit

    var decision: String {
        switch limit {
        case .procSys: "Checks that PID 1 sees /proc/sys mounted read-write."
        case .moduleLoading:
            "Reads kernel.modules_disabled. Lockdown is shown and does not count, because signed modules still load."
        case .userNamespace:
            "Reads uid_map of PID 1: only the initial user namespace maps every user to itself."
        case .confinement: "Reads NoNewPrivs and Seccomp of PID 1, which every process inherits."
        }
    }
    var remedy: String {
        switch limit {
        case .procSys: "Run the node outside a container, or in a privileged one."
        case .moduleLoading:
            "Remove kernel.modules_disabled from /etc/sysctl.conf and /etc/sysctl.d, and reboot the node."
        case .userNamespace: "Run the node on a machine or virtual machine, not in a container with user namespaces."
        case .confinement:
            "Start PID 1 without NoNewPrivileges and without a seccomp filter."
        }
    }

    func look(in context: CheckContext) -> Outcome {
        guard context.node.kernel.isRunning else { return .offlineImage }
        do throws(FileError) { return try read(in: context) } catch { return undetermined(error) }
    }

    private func read(in context: CheckContext) throws(FileError) -> Outcome {
        let facts = context.node.confinement
        switch limit {
        case .procSys:
            return outcome(
                try facts.isProcSysReadOnly.map { (!$0.value, $0.evidence) }, "mounted read-write",
                "mounted read-only: no sysctl of a pod interface can be set")
        case .moduleLoading:
            guard let (isOff, evidence) = try facts.isModuleLoadingOff else {
                guard try context.root.exists("/proc/sys/kernel") else { return outcome(nil, "", "") }
                return .pass(found: "this kernel has no module support; everything is built in")
            }
            return outcome(
                (!isOff, evidence), "allowed\(Self.lockdown(facts))",
                "kernel.modules_disabled is 1 until the next reboot")
        case .userNamespace:
            return outcome(
                try facts.isInitialUserNamespace, "yes",
                "no: root in a user namespace cannot configure host networking")
        case .confinement:
            let first = try context.node.firstProcess.get()
            guard let filter = first.number("Seccomp") else { return outcome(nil, "", "") }
            // NoNewPrivs is shown since Linux 4.10.
            let isFree = filter == 0 && first.number("NoNewPrivs") ?? 0 == 0
            let field = filter == 0 ? "NoNewPrivs" : "Seccomp"
            guard let evidence = first.evidence(of: field) ?? first.evidence(of: "Seccomp") else {
                return outcome(nil, "", "")
            }
            return outcome(
                (isFree, evidence), "not confined", "PID 1 is confined (\(evidence.text)), and so is calico-node")
        }
    }

    /// What the kernel's lockdown adds; it decides nothing.
    private static func lockdown(_ facts: Confinement) -> String {
        do throws(FileError) {
            guard let (mode, _) = try facts.lockdown, mode != "none" else { return "" }
            return "; lockdown is \(mode): unsigned modules are rejected"
        } catch { return "; cannot determine lockdown: \(error)" }
    }

    private func outcome(_ answer: (value: Bool, evidence: Evidence)?, _ good: String, _ bad: String) -> Outcome {
        guard let (value, evidence) = answer else {
            return .undetermined(
                because: "/proc/1 is not readable",
                remedy: "run nmfence as root on the node")
        }
        return value
            ? .pass(found: good, evidence: [evidence])
            : .fail(found: bad, evidence: [evidence], remedy: remedy)
    }
}
