import Checks
import NetworkManagerConfiguration
import Reporting

/// `nmfence explain`: why an interface is managed or not, or what a check means.
struct ExplainVerb: UsualVerb {
    var node = NodeChoice()
    var requirements = RequirementChoice()
    var output = OutputChoice()
    /// Interfaces, or ids of checks.
    var names: [String] = []
    /// A file with descriptions of devices; `-` is standard input.
    var devices: String?
    var format = TextOrJSON.text

    var isComplete: Bool { !names.isEmpty || devices != nil }

    mutating func take(_ word: String, _ words: inout UsualWords) -> Bool {
        switch word {
        case "--output", "-o": return words.value(for: &format)
        case "--devices": return words.value(for: &devices)
        default:
            if node.take(word, &words) || requirements.take(word, &words) || output.take(word, &words) { return true }
            guard !word.hasPrefix("-"), !word.isEmpty else { return false }
            names.append(word)
            return true
        }
    }

    func run() throws -> ExitStatus {
        let session = try Session(node, output, requirements)
        // Every check's id has a dot in it, and so have some interfaces' names.
        let checks = names.contains { $0.utf8.contains(UInt8(ascii: ".")) } ? try session.checks() : []
        let asked = names.filter { name in !checks.contains { $0.id == name } }
        var interfaces = asked.map { InterfaceExplanation($0, in: session.context) }
        if let devices {
            interfaces += try DescribedDevice.all(in: devices).map {
                InterfaceExplanation(described: $0.traits, in: session.context)
            }
        }
        let explained = checks.filter { names.contains($0.id) }
        if !output.isQuiet {
            let style = TextStyle(isColoured: Terminal.coloursResults(output.color))
            switch format {
            case .json:
                let run = session.description(of: "explain")
                Terminal.write(InterfaceExplanation.json(interfaces, checks: explained, run))
            case .text:
                let texts = interfaces.map { $0.text(style: style) } + explained.map { $0.explanation(style: style) }
                Terminal.write(texts.joined(separator: "\n"))
            }
        }
        return interfaces.allSatisfy { $0.prediction.now.managed != nil } ? .success : .undetermined
    }
}
