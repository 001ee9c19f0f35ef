import CLinux
import Netlink

/// A rule of x_tables: what of the IP header it asks for, its matches and its target.
struct XTableEntry {
    /// Where the next rule begins.
    let end: Int
    let target: ExtensionInfo
    private let matches: [ExtensionInfo]
    private let header: XTableHeader

    /// - Parameter offset: where it begins in the table; nil is returned where something leads out of the table.
    init?(_ entries: [UInt8], _ offset: Int, _ family: Table.Family) {
        guard offset >= 0, offset <= entries.count, let header = XTableHeader.of(entries[offset...], family) else {
            return nil
        }
        let entry = entries[offset...].prefix(header.nextOffset)
        guard header.targetOffset >= header.size, header.nextOffset > header.targetOffset,
            entry.count == header.nextOffset,
            let (target, _) = Self.extensionInfo(entry.dropFirst(header.targetOffset))
        else { return nil }
        var matches: [ExtensionInfo] = []
        var place = header.size
        while place < header.targetOffset {
            guard let (match, size) = Self.extensionInfo(entry.prefix(header.targetOffset).dropFirst(place))
            else { return nil }
            matches.append(match)
            place += size
        }
        self.matches = matches
        self.target = target
        self.header = header
        end = offset + header.nextOffset
    }

    /// A match or a target, which have one form, and its length.
    private static func extensionInfo(_ bytes: ArraySlice<UInt8>) -> (ExtensionInfo, size: Int)? {
        let start = MemoryLayout<xt_entry_match>.size
        guard let header = bytes.load(xt_entry_match.self)?.u.user else { return nil }
        let size = Int(header.match_size)
        guard size >= start, size <= bytes.count else { return nil }
        let name = [UInt8](bytesOf: header.name)[...].text
        return (
            ExtensionInfo(
                name: name, revision: UInt32(header.revision), bytes: bytes.prefix(size).dropFirst(start)), size
        )
    }

    /// The rule in the expressions of nf_tables.
    /// - Parameter chain: the name of the chain that begins at a place in the table.
    func expressions(_ chain: (Int) -> String?) -> [any Expression] {
        header.expressions + matches.map { NFTMatch($0) } + [last(chain)]
    }

    /// The target: a verdict, another chain by its place, or an extension by its name.
    private func last(_ chain: (Int) -> String?) -> any Expression {
        guard target.name == XT_STANDARD_TARGET, let number = target.bytes.load(Int32.self) else {
            return NFTTarget(target)
        }
        switch Int(number) {
        case NMFENCE_XT_DROP: return NFTImmediate.verdict(.drop)
        case NMFENCE_XT_ACCEPT: return NFTImmediate.verdict(.accept)
        case NMFENCE_XT_RETURN: return NFTImmediate.verdict(.return)
        // A rule without a target leads to the next one.
        case end: return NFTPassive()
        case 0...:
            guard let name = chain(Int(number)) else { return NFTImmediate.verdict(.other("a jump into nowhere")) }
            return NFTImmediate.verdict(header.isGoto ? .goto(name) : .jump(name))
        default: return NFTImmediate.verdict(.other("verdict \(number)"))
        }
    }
}
