import Base
import Fence
import NetworkManagerConfiguration
public import Remediation
import SystemPackage

extension ChangeReport {
    /// The report for a person.
    /// - Parameter showsEvidence: whether to show every claim of the proof, and not only how many there are.
    public func text(style: TextStyle, showsEvidence: Bool) -> String {
        var lines = steps
        lines += proofLines(showsEvidence)
        lines += messages.map { "note: \($0.printable)" }
        lines += damagedLinks.map { link in
            let words = [link.commands.joined(separator: "; "), link.remainder ?? ""].filter { !$0.isEmpty }
            return style("damaged: ", .bad) + "\(link.name.printable) \(link.problem.printable): "
                + words.joined(separator: "; ").printable
        }
        if let failure { lines.append(style("failed: ", .bad) + failure.description.printable) }
        lines.append(style(conclusion, role))
        return lines.joined(separator: "\n") + "\n"
    }

    private var steps: [String] {
        guard status == .applied || status == .rolledBack || status == .rollbackFailed else { return [] }
        var lines = plan.changes.filter { $0.action != .none }.map {
            "\($0.action.pastTense) \($0.path.string.printable)"
        }
        if !plan.modules.isEmpty {
            lines.append("loaded modules: " + plan.modules.map(\.printable).joined(separator: ", "))
        }
        if !released.isEmpty {
            lines.append(
                "released from NetworkManager, as they are: " + released.map(\.printable).joined(separator: ", "))
        }
        if reloaded { lines.append("NetworkManager read its configuration again") }
        if !restoredLinks.isEmpty {
            lines.append("set up, with their routes: " + restoredLinks.map(\.printable).joined(separator: ", "))
        }
        return lines
    }

    private func proofLines(_ showsEvidence: Bool) -> [String] {
        guard status == .applied || status == .unchanged else { return [] }
        let unmanaged = proof.filter { $0.isManaged == false }
        if showsEvidence {
            return proof.map { claim in
                let state = claim.isManaged.map { $0 ? "managed" : "unmanaged" } ?? "unknown"
                return
                    "proof (\(claim.source.rawValue)): \(claim.interface.printable) \(state): \(claim.reason.printable)"
            }
        }
        return [Source.live, .prediction].compactMap { source in
            let names = unmanaged.filter { $0.source == source }.map(\.interface.printable)
            guard !names.isEmpty else { return nil }
            let shown =
                names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", and \(names.count - 8) more" : "")
            return "unmanaged, "
                + (source == .live ? "says the running NetworkManager: " : "by the files on the disk: ") + shown
        }
    }

    private typealias Source = Proof.Source

    private var conclusion: String {
        switch status {
        case .unchanged: isVerified ? "nothing to do" : "nothing to do; \(verificationWords)"
        case .pending: "changes pending"
        case .applied:
            plan.purpose == .revert
                ? "taken back" : isVerified ? "applied and verified" : "applied; \(verificationWords)"
        case .rolledBack: "everything was put back"
        case .rollbackFailed: "putting it back failed: see above what is left"
        case .refused: "nothing was changed"
        }
    }

    private var isVerified: Bool { verification.method == .live && damagedLinks.isEmpty }

    private var verificationWords: String {
        let reason = (verification.reason.map { ": \($0)" } ?? "").printable
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
