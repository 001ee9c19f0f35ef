import Node

extension FilterSet {
    /// What a map may give.
    enum Finding { case certain(FilterVerdict?), uncertain }

    /// Whether a value is among the elements.
    func contains(_ value: (Int) -> [ByteSet]) -> Trilean {
        var answer = Trilean.no
        for element in elements {
            switch value(element.first.count).isWithin(element.first, element.last) {
            case .yes where isWhole: return .yes
            case .no: continue
            default: answer = .maybe
            }
        }
        return isWhole ? answer : .maybe
    }

    /// What the map gives for a value; nil where it gives nothing.
    func verdict(for value: (Int) -> [ByteSet]) -> Finding {
        guard isWhole else { return .uncertain }
        for element in elements {
            switch value(element.first.count).isWithin(element.first, element.last) {
            case .yes: return .certain(element.verdict)
            case .no: continue
            case .maybe: return .uncertain
            }
        }
        return .certain(fallback)
    }
}
