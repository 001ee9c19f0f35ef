import Base
import Fence
import Netlink
import SystemPackage

/// The links behind the fence: what is missing of them before and after a change, and what brings it back.
final class LinkStep {
    /// Looks at them; with true, one that may be about to get its route gets the time for it.
    private let look: (_ waits: Bool) -> LinkSight
    private let deadline: Deadline
    /// Whether links are set up that were damaged before: `--restore-links`.
    let restores: Bool
    /// How they were before the change.
    private let before: LinkSight
    /// How they were when the change was proved; nil where it was not.
    private var proved: LinkSight?

    /// Looks at the links as they are before the change.
    ///
    /// Without waiting, as a change does that goes on: only what it says at its end must be so.
    init(restores: Bool, by deadline: Deadline, look: @escaping (_ waits: Bool) -> LinkSight) {
        self.restores = restores
        self.deadline = deadline
        self.look = look
        before = look(false)
    }

    /// How the links are if nothing is changed.
    private var unchanged: LinkSight { before.survey?.isInTransit == true ? look(true) : before }

    /// How the links are after the change: as its proof saw them where that found nothing missing.
    private var changed: LinkSight {
        if let proved, proved.survey?.damaged.isEmpty == true { return proved }
        return look(true)
    }

    /// Links that are damaged as things stand.
    var damaged: [CalicoLink] { unchanged.survey?.damaged ?? [] }

    /// The names of links that were up before the change and are down now.
    func takenDown() -> [CalicoLink] {
        let sound = Set(before.survey?.links.filter { !$0.faults.contains(.down) }.map(\.link.index) ?? [])
        let sight = look(false)
        proved = sight
        return (sight.survey?.damaged ?? []).filter { $0.faults.contains(.down) && sound.contains($0.link.index) }
    }

    /// Brings back what was taken during the run, and what was missing before where that is wanted; then reads all of
    /// it again.
    /// - Parameter isFenced: whether NetworkManager is known to leave the links alone, so that it lasts.
    func finish(_ report: inout ChangeReport, isFenced: Bool) {
        var sight = report.status == .unchanged ? unchanged : changed
        let repairs = repairs(of: sight.survey?.damaged ?? [])
        if !repairs.isEmpty {
            // What the run itself took is put back in any case.
            guard isFenced || !restores else {
                report.messages.append(
                    "no interface was restored: NetworkManager has not loaded the configuration files yet")
                report.damagedLinks = sight.survey?.damaged ?? []
                return
            }
            report.messages += repair(repairs)
            sight = look(true)
            let left = Set(sight.survey?.damaged.map(\.link.index) ?? [])
            report.restoredLinks = repairs.map(\.link).filter { !left.contains($0.link.index) }.map(\.name)
        }
        if case .hidden(let evidence) = sight {
            report.messages.append(
                "cannot determine whether the interfaces are up: \(evidence.path) \(evidence.text)")
        }
        report.damagedLinks = sight.survey?.damaged ?? []
    }

    /// What is to be brought back: what was there when the run began, such as the route that a NetworkManager takes
    /// which is restarted in the middle of it; everything where that is wanted.
    private func repairs(of damaged: [CalicoLink]) -> [(link: CalicoLink, faults: [CalicoLink.Fault])] {
        let known = before.survey?.links ?? []
        return damaged.compactMap { link in
            let earlier = known.first { $0.link.index == link.link.index }
            let faults = restores ? link.faults : link.faults.filter { earlier?.faults.contains($0) == false }
            return faults.isEmpty ? nil : (link, faults)
        }
    }

    /// After an undo: a link that was up before is up again.
    /// - Returns: what could not be brought back, a sentence each.
    func undo() -> [String] {
        let failures = repair(takenDown().map { ($0, $0.faults) })
        return failures + takenDown().map { "\($0.name) was up and now \($0.problem)" }
    }

    /// - Returns: what failed, a sentence each.
    private func repair(_ links: [(link: CalicoLink, faults: [CalicoLink.Fault])]) -> [String] {
        var failures: [String] = []
        for (link, faults) in links {
            for fault in faults {
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
