import Base

/// A match that is not understood: it may hold or not.
struct UnknownMatch: Match {
    static let names: [String] = []

    let name: String

    init(name: String) { self.name = name }

    init?(_ info: ExtensionInfo) { return nil }

    func matches(_ walk: Walk) -> Answer { .unknown }

    func reason(_ walk: Walk) -> String { "the match \(name)" }
}
