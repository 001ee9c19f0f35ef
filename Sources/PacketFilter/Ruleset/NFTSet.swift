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
        /// This or nothing.
        case possible(Verdict)
        case uncertain
    }

    let elements: [Element]
    /// What a map gives where no element fits, NFT_SET_ELEM_CATCHALL; nil where it gives nothing.
    let catchAll: Verdict?
    /// Whether the elements are all that counts: false for sets that packets themselves change, and for sets of
    /// intervals whose fields are not known.
    let isWhole: Bool
    /// Where the fields are that an interval is given for, each for itself; empty where a value is one number.
    let fields: [Range<Int>]

    init(_ elements: [Element], catchAll: Verdict? = nil, isWhole: Bool = true, fields: [Range<Int>] = []) {
        self.elements = elements
        self.catchAll = catchAll
        self.isWhole = isWhole
        self.fields = fields
    }

    private func isIn(_ element: Element, _ value: (_ count: Int) -> ArraySlice<ByteSet>) -> Answer {
        let bytes = value(element.first.count)
        guard !fields.isEmpty, let last = element.last else { return bytes.isWithin(element.first, element.last) }
        var answer = Answer.yes
        for field in fields {
            guard field.upperBound <= min(bytes.count, last.count) else { return .unknown }
            let place = bytes.startIndex + field.lowerBound..<bytes.startIndex + field.upperBound
            answer = answer && bytes[place].isWithin(Array(element.first[field]), Array(last[field]))
        }
        return answer
    }

    /// Whether a value is among the elements.
    /// - Parameter value: its first bytes, as many as are asked for.
    func contains(_ value: (_ count: Int) -> ArraySlice<ByteSet>) -> Answer {
        var answer = Answer.no
        for element in elements {
            switch isIn(element, value) {
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
        var verdicts: Set<Verdict?> = []
        var isFound = false
        for element in elements where !isFound {
            let answer = isIn(element, value)
            if answer != .no { verdicts.insert(element.verdict) }
            isFound = answer == .yes
        }
        if !isFound { verdicts.insert(catchAll) }
        if verdicts.count == 1 { return .certain(verdicts.first ?? nil) }
        let others = verdicts.compactMap { $0 }
        return others.count == 1 && verdicts.contains(nil) ? .possible(others[0]) : .uncertain
    }
}
