import NetworkManagerConfiguration
import Requirements
import Testing

@testable import Checks

/// What checks say of themselves, in every profile: short, and in the words of the field.
@Suite struct WordingTests {
    /// Every check of a profile.
    private func checks(_ name: String) throws -> [any Check] {
        let patterns = [try InterfacePattern("cali*", kind: .veth)]
        return NetworkManagerChecks.all(patterns: patterns, reference: "")
            + (try Profile(named: name)).nodeChecks(inputs: CheckInputs())
    }

    private func sentences(_ text: String) -> Int {
        text.split(separator: " ").count { $0.hasSuffix(".") || $0.hasSuffix(".)") }
    }

    @Test(arguments: Profile.names)
    func `an explanation fits a terminal: at most three sentences on how a check decides`(name: String) throws {
        for check in try checks(name) {
            let explanation = check.explanation
            #expect((1...3).contains(sentences(explanation.decision)), "\(check.id): \(explanation.decision)")
            #expect(explanation.decision.count < 420, "\(check.id): \(explanation.decision.count)")
            #expect((1...3).contains(sentences(explanation.meaning)), "\(check.id): \(explanation.meaning)")
            #expect((1...3).contains(sentences(explanation.remedy)), "\(check.id): \(explanation.remedy)")
            #expect(explanation.details.isEmpty || explanation.details.hasSuffix("."), "\(check.id)")
        }
    }

    /// Words that readers stumbled over.
    static let avoided = [
        "nobody", "somebody", "speaks against", "gently", "put back", "take back", "takes back", " mend", " row",
        "cannot be told",
        "is told", "to be seen", "turned round", "hands off", "without a word", "starts again", "in its place",
        "leaves alone",
        "drives", "lets go",
    ]

    @Test(arguments: Profile.names)
    func `no check uses a word that was replaced`(name: String) throws {
        for check in try checks(name) {
            let explanation = check.explanation
            let texts = [
                check.title, check.expected, explanation.meaning, explanation.decision, explanation.details,
                explanation.remedy,
            ]
            for word in Self.avoided {
                #expect(!texts.contains { $0.lowercased().contains(word) }, "\(check.id): \(word)")
            }
        }
    }
}
