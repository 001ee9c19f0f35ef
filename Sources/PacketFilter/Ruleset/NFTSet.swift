import Base

/// The elements that a rule of nf_tables looks a value up in: a set, or a map that gives verdicts.
struct NFTSet: Hashable, Sendable {
    /// One value, or all from one to another.
    struct Element: Hashable, Sendable {
        /// The lowest value.
        let first: [UInt8]
        /// The highest; nil for no end.
        let last: [UInt8]?
        /// What a map gives for it; nil in a set, and where it is no verdict.
        let verdict: Verdict?

        init(_ first: [UInt8], to last: [UInt8]?, verdict: Verdict? = nil) {
            self.first = first
            self.last = last
            self.verdict = verdict
        }
    }

    /// What a map may give.
    enum Finding: Equatable {
        /// Nil where it gives nothing.
        case certain(Verdict?)
        case uncertain
    }

    let elements: [Element]
    /// What a map gives where no element fits, NFT_SET_ELEM_CATCHALL; nil where it gives nothing.
    let catchAll: Verdict?
    /// Whether the elements are all that counts: false for sets of intervals of more than one field, and for sets that
    /// packets themselves change.
    let isWhole: Bool

    init(_ elements: [Element], catchAll: Verdict? = nil, isWhole: Bool = true) {
        self.elements = elements
        self.catchAll = catchAll
        self.isWhole = isWhole
    }

    /// Whether a value is among the elements.
    /// - Parameter value: its first bytes, as many as are asked for.
    func contains(_ value: (_ count: Int) -> ArraySlice<ByteSet>) -> Answer {
        var answer = Answer.no
        for element in elements {
            switch value(element.first.count).isWithin(element.first, element.last) {
            case .yes where isWhole: return .yes
            case .no: continue
            default: answer = .unknown
            }
        }
        return isWhole ? answer : .unknown
    }

    /// What the map gives for a value.
    func verdict(for value: (_ count: Int) -> ArraySlice<ByteSet>) -> Finding {
        guard isWhole else { return .uncertain }
        for element in elements {
            switch value(element.first.count).isWithin(element.first, element.last) {
            case .yes: return .certain(element.verdict)
            case .no: continue
            case .unknown: return .uncertain
            }
        }
        return .certain(catchAll)
    }
}
