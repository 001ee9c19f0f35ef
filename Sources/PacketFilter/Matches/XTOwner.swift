import Base
import CLinux

/// The process that sends the packet. Ref: net/netfilter/xt_owner.c, owner_mt.
struct XTOwner: Match {
    static let names = ["owner"]

    private let info: xt_owner_match_info

    init?(_ info: ExtensionInfo) {
        guard info.revision == 1, let structure = info.structure(xt_owner_match_info.self) else { return nil }
        self.info = structure
    }

    func matches(_ walk: Walk) -> Answer {
        let packet = walk.packet
        // Without a socket it holds where nothing is asked but what is inverted.
        let orphaned = Answer(info.match == info.invert)
        guard packet.direction == .outgoing else { return orphaned }
        let owned = isOwned(by: packet.owners)
        return packet.hasOwner || owned == orphaned ? owned : .unknown
    }

    func reason(_ walk: Walk) -> String { "the process that sends it" }

    /// - Parameter owners: the numbers that the process may have; nil for any.
    private func isOwned(by owners: [UInt32]?) -> Answer {
        func holds(_ flag: Int, _ range: (UInt32, UInt32)) -> Answer {
            guard isSet(info.match, flag) else { return .yes }
            let isWithin = owners.map { $0.map { (range.0...max(range.0, range.1)).contains($0) }.unique }
            let answer = isWithin?.count == 1 ? Answer(isWithin?.first == true) : .unknown
            return answer.inverted(isSet(info.invert, flag))
        }
        // Which other groups the process is in is not known.
        let hasGroups: Answer = isSet(info.match, XT_OWNER_SUPPL_GROUPS) ? .unknown : .yes
        let isUnwanted = isSet(info.match & info.invert, XT_OWNER_SOCKET)
        return Answer(!isUnwanted) && holds(XT_OWNER_UID, (info.uid_min, info.uid_max))
            && holds(XT_OWNER_GID, (info.gid_min, info.gid_max)) && hasGroups
    }

    private func isSet(_ flags: UInt8, _ flag: Int) -> Bool { Int(flags) & flag != 0 }
}
