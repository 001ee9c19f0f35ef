import Base
import Fence
import NetworkManagerConfiguration
public import Remediation
import SystemPackage

extension ChangeReport {
    /// The report for a person.
    public func text(_ layout: TextLayout) -> String {
        var text = ""
        for line in steps(layout) + proofLines(layout) { text += layout.paragraph(line) }
        for message in messages { text += layout.paragraph(layout.sentence(message), after: ("note: ", .doubtful)) }
        let (shown, hidden) = layout.cut(damagedLinks, most: 8)
        for link in shown {
            let words = [link.commands.joined(separator: "; "), link.remainder ?? ""].filter { !$0.isEmpty }
            text += layout.paragraph(
                "\(link.name) \(link.problem): " + words.joined(separator: "; "), after: ("damaged: ", .bad))
        }
        if hidden > 0 { text += layout.more(hidden) }
        if let failure { text += layout.paragraph(failure.description, after: ("failed: ", .bad)) }
        return text + layout.paragraph(conclusion, role)
    }

    /// What `diff` says besides the difference: what a run would do that is no change of a file.
    public func remarks(_ layout: TextLayout) -> [String] {
        var remarks = messages.map(layout.sentence)
        let (shown, hidden) = layout.cut(damagedLinks, most: 8)
        remarks += shown.map { "\($0.name) \($0.problem)" } + (hidden > 0 ? ["and \(hidden) more are damaged"] : [])
        if !plan.insertions.isEmpty { remarks.append("would load modules: " + layout.list(plan.insertions)) }
        if !plan.releases.isEmpty {
            remarks.append("would set unmanaged, keeping addresses and routes: " + layout.list(plan.releases))
        }
        if plan.reloads { remarks.append("would reload NetworkManager's configuration (no restart)") }
        return remarks
    }

    private func steps(_ layout: TextLayout) -> [String] {
        guard status == .applied || status == .rolledBack || status == .rollbackFailed else { return [] }
        var lines = plan.changes.filter { $0.action != .none }.map { "\($0.action.pastTense) \($0.path)" }
        if !plan.modules.isEmpty { lines.append("loaded modules: " + layout.list(plan.modules)) }
        if !released.isEmpty {
            lines.append("set unmanaged (addresses and routes kept): " + layout.list(released))
        }
        if reloaded { lines.append("reloaded NetworkManager's configuration") }
        if !restoredLinks.isEmpty { lines.append("set up, with their routes: " + layout.list(restoredLinks)) }
        return lines
    }

    private func proofLines(_ layout: TextLayout) -> [String] {
        guard status == .applied || status == .unchanged else { return [] }
        if layout.detail > .brief {
            return proof.map { claim in
                let state = claim.isManaged.value.map { $0 ? "managed" : "unmanaged" } ?? "unknown"
                return "verified (\(claim.source.rawValue)): \(claim.interface) \(state): \(claim.reason)"
            }
        }
        return [Source.live, .prediction].compactMap { source in
            let names = proof.filter { $0.isManaged == .no && $0.source == source }.map(\.interface)
            guard !names.isEmpty else { return nil }
            let place = source == .live ? "on the running NetworkManager" : "from the configuration files"
            return "verified \(place): \(layout.list(names)) unmanaged"
        }
    }

    private typealias Source = Proof.Source

    private var conclusion: String {
        switch status {
        case .unchanged: isVerified ? "nothing to do" : "nothing to do; \(verificationWords)"
        case .pending: "changes pending"
        case .applied:
            plan.purpose == .revert
                ? "reverted" : isVerified ? "applied and verified" : "applied; \(verificationWords)"
        case .rolledBack: "rolled back"
        case .rollbackFailed: "rollback failed: the notes say what is left where"
        case .refused: "nothing was changed"
        }
    }

    private var isVerified: Bool { verification.method == .live && damagedLinks.isEmpty }

    private var verificationWords: String {
        let reason = verification.reason.map { ": \($0)" } ?? ""
        return switch verification.method {
        case .live: "verified"
        case .files: "verified from the configuration files only" + reason
        case .none: "not verified" + reason
        }
    }

    private var role: TextStyle.Role {
        switch status {
        case .unchanged, .applied: isVerified ? .good : damagedLinks.isEmpty ? .doubtful : .bad
        case .pending, .rolledBack, .refused: .doubtful
        case .rollbackFailed: .bad
        }
    }
}

extension FileChange.Action {
    fileprivate var pastTense: String {
        switch self {
        case .create: "created"
        case .replace: "replaced"
        case .remove: "removed"
        case .none: "kept"
        }
    }
}
