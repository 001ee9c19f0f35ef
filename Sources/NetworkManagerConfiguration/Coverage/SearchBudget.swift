/// How much work searches through names may do, one after the other.
///
/// Lists can be written that no search gets to the end of. Whoever asks many questions of them gives all of them one
/// budget, so that the time is bounded, however many there are.
public final class SearchBudget {
    /// The most that one search takes: it needs some 64 MB then.
    static let search = 8_000_000

    private var left: Int

    /// - Parameter steps: one is what one token makes of one character; some ten million take a tenth of a second.
    public init(steps: Int = 64_000_000) { left = steps }

    /// What the next search may take.
    var share: Int { min(left, Self.search) }

    /// Notes what one took.
    func spend(_ steps: Int) { left = max(0, left - steps) }
}
