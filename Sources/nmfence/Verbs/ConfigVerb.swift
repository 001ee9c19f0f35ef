import Checks
import NetworkManagerConfiguration
import Reporting

/// `nmfence config`: what NetworkManager makes of its files, with the file and line of every value.
struct ConfigVerb: UsualVerb {
    var node = NodeChoice()
    var output = OutputChoice()
    var format = TextOrJSON.text

    mutating func take(_ word: String, _ words: inout UsualWords) -> Bool {
        switch word {
        case "--output", "-o": words.value(for: &format)
        default: node.take(word, &words) || output.take(word, &words)
        }
    }

    func run() throws -> ExitStatus {
        let session = try Session(node, output)
        let stack = session.context.policy.stack
        if !output.isQuiet {
            switch format {
            case .json: Terminal.write(stack.json(session.description(of: "config")))
            case .text: Terminal.write(stack.text(style: TextStyle(isColoured: Terminal.coloursResults(output.color))))
            }
        }
        guard stack.refusals.isEmpty else { return .configuration }
        return stack.isUncertain ? .undetermined : .success
    }
}
