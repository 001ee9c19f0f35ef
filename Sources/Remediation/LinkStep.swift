import Base
import Fence
import Netlink
import SystemPackage

/// The links behind the fence: what is missing of them before and after a change, and what brings it back.
struct LinkStep {
    private let look: () -> LinkSight
    private let deadline: Deadline
    /// Whether links are set up that were damaged before: `--restore-links`.
    let restores: Bool
    /// How they were before the change.
    private let before: LinkSight

    /// Looks at the links as they are before the change.
    init(restores: Bool, by deadline: Deadline, look: @escaping () -> LinkSight) {
        self.restores = restores
        self.deadline = deadline
        self.look = look
        before = look()
    }

    /// Links that are damaged as things stand.
    var damaged: [CalicoLink] { before.survey?.damaged ?? [] }

    /// The names of links that were up before the change and are down now.
    func takenDown() -> [CalicoLink] {
        let sound = Set(before.survey?.links.filter { !$0.faults.contains(.down) }.map(\.link.index) ?? [])
        return (look().survey?.damaged ?? []).filter { $0.faults.contains(.down) && sound.contains($0.link.index) }
    }

    /// Brings back what the change took, or what was missing before where that is wanted; then reads all of it again.
    /// - Parameter isFenced: whether NetworkManager is known to leave the links alone, so that it lasts.
    func finish(_ report: inout ChangeReport, isFenced: Bool) {
        var sight = look()
        if restores, let damaged = sight.survey?.damaged, !damaged.isEmpty {
            guard isFenced else {
                report.messages.append("no link was set up: NetworkManager does not follow the configuration files yet")
                report.damagedLinks = damaged
                return
            }
            report.messages += repair(damaged)
            sight = look()
            let left = Set(sight.survey?.damaged.map(\.link.index) ?? [])
            report.restoredLinks = damaged.filter { !left.contains($0.link.index) }.map(\.name)
        }
        if case .hidden(let evidence) = sight {
            report.messages.append(
                "whether the interfaces are up cannot be seen from here: \(evidence.path) \(evidence.text)")
        }
        report.damagedLinks = sight.survey?.damaged ?? []
    }

    /// After an undo: a link that was up before is up again.
    /// - Returns: what could not be brought back, a sentence each.
    func undo() -> [String] {
        let failures = repair(takenDown())
        return failures + takenDown().map { "\($0.name) was up before and \($0.problem) now" }
    }

    /// - Returns: what failed, a sentence each.
    private func repair(_ links: [CalicoLink]) -> [String] {
        var failures: [String] = []
        for link in links {
            for fault in link.faults {
                do throws(NetlinkError) {
                    switch fault {
                    case .down: try Link.setUp(link.link.index, by: deadline)
                    case .noRoute(let address):
                        try Route.add(to: address, interface: link.link.index, by: deadline)
                    case .noRoutes, .noAddress: break
                    }
                } catch {
                    // What is there by now, as Felix makes it too, is what was wanted; reading again tells.
                    if error == .refused(.fileExists) || error == .refused(.operationNotSupportedByDevice) { continue }
                    failures.append("\(link.name): \(error)")
                }
            }
        }
        return failures
    }
}
