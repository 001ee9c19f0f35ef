import ArgumentParser
import Checks
import Fence
import NetworkManagerConfiguration
import Reporting

/// `nmfence config`: what NetworkManager makes of its files, with the file and line of every value.
struct ConfigVerb: Verb {
    typealias Format = TextOrJSON

    static let schema = Schema.config

    static let configuration = verb(
        "config", "Show the effective configuration and where each value comes from (read-only).",
        discussion: "Exits 78 if NetworkManager would refuse to start with these files.")

    @OptionGroup var common: CommonOptions<Format>

    func perform() throws(CommandFailure) -> ExitStatus {
        let output = try common.presentation()
        let session = try Session(common)
        let stack = session.fence.policy.stack
        let udevRules = session.fence.udev.deciding.map(session.fence.quote)
        switch output.format {
        case .json: output.write(stack.json(session.description(of: "config"), udevRules: udevRules))
        case .text:
            output.write(stack.text(output.layout, udevRules: udevRules))
        }
        guard stack.refusals.isEmpty else { return .configuration }
        return stack.isUncertain ? .undetermined : .success
    }
}
