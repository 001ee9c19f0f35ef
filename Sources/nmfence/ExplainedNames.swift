import Checks
import KeyFile
import NetworkManagerConfiguration
import Requirements

/// What the words behind `explain` mean: the node, checks by their IDs or by globs of them, and interfaces.
struct ExplainedNames {
    /// The word for the node itself. An interface of that name is found by `check`, as every other.
    private static let node = "node"

    /// Whether the node was asked for.
    let hasNode: Bool
    /// The checks, in the profile's order.
    let checks: [any Check]
    /// The interfaces, as they were asked for.
    let interfaces: [String]

    /// Tells them apart.
    /// - Parameter known: the patterns of interfaces that are Calico's, whatever they look like.
    /// - Throws: where a word is neither a check nor a possible name of an interface, or nearly the ID of a check.
    init(_ names: [String], known: [InterfacePattern], in session: Session) throws(CommandFailure) {
        // Every check's ID has a dot in it, and so have some interfaces' names.
        let marks = Array(".*?".utf8)
        let all = names.contains { $0.utf8.contains(where: marks.contains) } ? try session.checks() : []
        var (wanted, interfaces): (Set<String>, [String]) = ([], [])
        hasNode = names.contains(Self.node)
        for name in names where name != Self.node {
            let glob = Glob(RawText(name))
            let found = all.filter { $0.isCalled(name) || glob.matches(RawText($0.id)) }.map(\.id)
            if found.isEmpty {
                try Self.refuseUnlessInterface(name, all.map(\.id), known: known, session)
                interfaces.append(name)
            } else {
                wanted.formUnion(found)
            }
        }
        checks = all.filter { wanted.contains($0.id) }
        self.interfaces = interfaces
    }

    private static func refuseUnlessInterface(
        _ name: String, _ ids: [String], known: [InterfacePattern], _ session: Session
    ) throws(CommandFailure) {
        let advice = InvalidValue(name, notAmong: ids, listing: "nmfence list checks").description
        let text = RawText(name)
        if InterfaceName.isValid(text), !name.contains(".") || known.contains(where: { $0.matches(text) }) { return }
        try refuseRow(name, session)
        guard InterfaceName.isValid(text) else {
            throw .usage("'\(name)' is neither a check ID nor a valid interface name: \(advice)")
        }
        if !Suggestion(for: name, among: ids).names.isEmpty {
            throw .usage("unknown check '\(name)': \(advice)")
        }
    }

    /// A row of a profile that is no check of this run.
    private static func refuseRow(_ name: String, _ session: Session) throws(CommandFailure) {
        if let row = try session.profile().requirements.first(where: { $0.id == name }) {
            guard case .interface(let pattern) = row.demand else { return }
            let check = session.networkManagerChecks.first { $0.isCalled("nm.unmanaged.\(pattern)") }
            throw .usage(
                "'\(name)' is a requirement of \(session.profileName); its check is '\(check?.id ?? "nm.unmanaged.*")'")
        }
        for other in Profile.names {
            do throws(ProfileError) {
                let rows = try Profile(named: other, checks: CheckTable.ids).requirements
                guard rows.contains(where: { $0.id == name }) else { continue }
            } catch { throw .defect(String(describing: error)) }
            throw .usage("'\(name)' belongs to another profile; pass --profile \(other)")
        }
    }
}
