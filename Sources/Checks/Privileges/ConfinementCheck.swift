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
        case .procSys: "The mount of /proc/sys, or of /proc, that the first process sees: whether it is read-only."
        case .moduleLoading:
            "kernel.modules_disabled, and the kernel's lockdown, which is told beside it: signed modules still load."
        case .userNamespace:
            "The first process's uid_map: only in the first user namespace does it map every user to itself."
        case .confinement: "NoNewPrivs and Seccomp of the first process, which everything inherits."
        }
    }
    var remedy: String {
        switch limit {
        case .procSys: "Run the node outside a container, or in one that is privileged."
        case .moduleLoading:
            "Take kernel.modules_disabled out of /etc/sysctl.conf and /etc/sysctl.d, and restart: it cannot be undone."
        case .userNamespace: "Run the node on a machine or a virtual machine of its own."
        case .confinement:
            "Start the node's first process without NoNewPrivileges and without a filter of system calls."
        }
    }

    func look(in context: CheckContext) -> Outcome {
        guard context.node.kernel.isRunning else { return .skipped(because: "an image has no processes") }
        do throws(FileError) { return try read(in: context) } catch { return undetermined(error) }
    }

    private func read(in context: CheckContext) throws(FileError) -> Outcome {
        let facts = context.node.confinement
        switch limit {
        case .procSys:
            return outcome(
                try facts.isProcSysReadOnly.map { (!$0.value, $0.evidence) }, "it can", "it is mounted read-only")
        case .moduleLoading:
            guard let (isOff, evidence) = try facts.isModuleLoadingOff else {
                guard try context.root.exists("/proc/sys/kernel") else { return outcome(nil, "", "") }
                return .pass(found: "this kernel has no modules: all it can do is built in")
            }
            return outcome(
                (!isOff, evidence), "they may\(Self.lockdown(facts))",
                "kernel.modules_disabled is set until the next start")
        case .userNamespace:
            return outcome(
                try facts.isInitialUserNamespace, "it does",
                "it runs in another, where root has no power over the machine")
        case .confinement:
            let first = try context.node.firstProcess.get()
            guard let filter = first.number("Seccomp") else { return outcome(nil, "", "") }
            // NoNewPrivs is shown since Linux 4.10.
            let isFree = filter == 0 && first.number("NoNewPrivs") ?? 0 == 0
            let field = filter == 0 ? "NoNewPrivs" : "Seccomp"
            guard let evidence = first.evidence(of: field) ?? first.evidence(of: "Seccomp") else {
                return outcome(nil, "", "")
            }
            return outcome((isFree, evidence), "they may", "the first process is confined (\(evidence.text))")
        }
    }

    /// What the kernel's lockdown adds; it decides nothing.
    private static func lockdown(_ facts: Confinement) -> String {
        do throws(FileError) {
            guard let (mode, _) = try facts.lockdown, mode != "none" else { return "" }
            return "; lockdown is \(mode), unsigned modules are refused"
        } catch { return "; whether lockdown is on is not known: \(error)" }
    }

    private func outcome(_ answer: (value: Bool, evidence: Evidence)?, _ good: String, _ bad: String) -> Outcome {
        guard let (value, evidence) = answer else {
            return .undetermined(
                because: "/proc does not tell",
                remedy: "run nmfence as root, on the node itself")
        }
        return value
            ? .pass(found: good, evidence: [evidence])
            : .fail(found: bad, evidence: [evidence], remedy: remedy)
    }
}
