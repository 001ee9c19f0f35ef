import CLinux
import Netlink

extension NFTSet {
    /// Reads the elements of a set. Ref: net/netfilter/nf_tables_api.c, nf_tables_fill_setelem.
    /// - Parameters:
    ///   - flags: `NFT_SET_…`.
    ///   - fields: how many bytes each field of a concatenation has; empty where the kernel does not say.
    ///   - lists: NFTA_SET_ELEM_LIST_…, one for each message of the answer.
    ///   - isChanged: whether rules put values into it. Those that programs put in, for a time or for good, are there.
    init(flags: UInt32, fields: [Int] = [], _ lists: [NetlinkAttributes], isChanged: Bool) {
        func has(_ flag: nft_set_flags) -> Bool { flags & flag.rawValue != 0 }
        let isConcatenation = has(NFT_SET_CONCAT)
        let isSorted = has(NFT_SET_INTERVAL) && !isConcatenation
        let isOfIntervals = isConcatenation && has(NFT_SET_INTERVAL)
        var elements: [Element] = []
        var bounds: [Bound] = []
        var catchAll: Verdict?
        for list in lists {
            for (_, element) in list[NFTA_SET_ELEM_LIST_ELEMENTS]?.attributes ?? NetlinkAttributes() {
                let attributes = element.attributes
                let verdict = attributes[NFTA_SET_ELEM_DATA].flatMap { Verdict($0.attributes) }
                let flags = attributes[NFTA_SET_ELEM_FLAGS]?.network32 ?? 0
                if flags & NFT_SET_ELEM_CATCHALL.rawValue != 0 {
                    catchAll = verdict ?? .continue
                } else if let key = attributes.value(NFTA_SET_ELEM_KEY) {
                    if isSorted {
                        let isEnd = flags & NFT_SET_ELEM_INTERVAL_END.rawValue != 0
                        bounds.append(Bound(key: key, isEnd: isEnd, verdict: verdict))
                    } else {
                        let end = attributes.value(NFTA_SET_ELEM_KEY_END)
                        elements.append(Element(key, to: end ?? key, verdict: verdict))
                    }
                }
            }
        }
        elements += Self.intervals(bounds)
        self.init(
            elements, catchAll: catchAll,
            isWhole: !isChanged && !has(NFT_SET_EVAL) && !(isOfIntervals && fields.isEmpty)
                && !(has(NFT_SET_MAP) && elements.contains { $0.verdict == nil }),
            fields: isOfIntervals ? Self.places(of: fields) : [])
    }

    /// Where the fields of a concatenation are: each begins at a 32-bit register of its own.
    private static func places(of lengths: [Int]) -> [Range<Int>] {
        var start = 0
        return lengths.map { length in
            defer { start += (length + Int(NFT_REG32_SIZE) - 1) / Int(NFT_REG32_SIZE) * Int(NFT_REG32_SIZE) }
            return start..<start + length
        }
    }

    /// The beginning of an interval, or the first value behind its end: each is an element of its own.
    private struct Bound {
        let key: [UInt8]
        let isEnd: Bool
        let verdict: Verdict?

        static func < (left: Bound, right: Bound) -> Bool {
            left.key == right.key ? left.isEnd && !right.isEnd : left.key.lexicographicallyPrecedes(right.key)
        }
    }

    private static func intervals(_ bounds: [Bound]) -> [Element] {
        let bounds = bounds.sorted(by: <)
        return bounds.indices.compactMap { index in
            guard !bounds[index].isEnd else { return nil }
            let next = bounds.dropFirst(index + 1).first
            return Element(bounds[index].key, to: next?.key.decremented, verdict: bounds[index].verdict)
        }
    }
}

extension [UInt8] {
    /// The number before this one, taken as one number with the highest byte first.
    fileprivate var decremented: [UInt8] {
        var bytes = self
        for index in bytes.indices.reversed() {
            bytes[index] &-= 1
            if bytes[index] != UInt8.max { break }
        }
        return bytes
    }
}
