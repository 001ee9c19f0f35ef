import Base
public import Checks
public import Fence
import KeyFile
import NetworkManager
import NetworkManagerConfiguration
import SystemPackage

extension InterfaceExplanation {
    /// The explanations for a program: its schema is explain.schema.json.
    public static func json(
        _ explanations: [InterfaceExplanation], checks: [any Check], node: NodeExplanation? = nil,
        _ run: RunDescription
    ) -> String {
        JSON.document(
            run.members + [
                ("interfaces", .array(explanations.map(\.json))), ("checks", .array(checks.map(\.explanationJSON))),
            ] + (node.map { [("node", $0.json)] } ?? []))
    }

    private var json: JSON {
        let predictions = [
            ("now", prediction.now), ("afterReload", prediction.afterReload), ("afterRestart", prediction.afterRestart),
            ("afterReboot", prediction.afterReboot),
        ]
        return .object([
            ("name", .string(name)),
            ("present", .boolean(isPresent)),
            ("managed", .boolean(prediction.now.managed.value)),
            ("match", .string(prediction.match.word)),
            ("reason", .string(prediction.now.reason)),
            ("decidedBy", prediction.now.decidedBy?.json ?? .null),
            ("predictions", .object(predictions.map { ($0.0, $0.1.json) })),
            ("meant", .array(meant.map(\.json))),
            ("live", live?.json ?? .null),
            ("liveUnavailable", .string(silence)),
            ("networkManager", .string(presence.state.rawValue)),
            ("link", link?.json ?? .null),
            ("conflict", .string(disagreement)),
        ])
    }
}

extension ManagedDecision {
    fileprivate var json: JSON {
        .object([
            ("managed", .boolean(managed.value)), ("reason", .string(reason)), ("decidedBy", decidedBy?.json ?? .null),
        ])
    }
}

extension ManagedDecision.Line {
    fileprivate var json: JSON {
        .object([
            ("key", .string(key)), ("path", .string(origin.path.string)), ("line", .integer(origin.line)),
            ("token", .string(token?.description)),
        ])
    }
}

extension Problem {
    fileprivate var json: JSON {
        .object([
            ("path", .string(path.string)), ("line", .integer(line)), ("message", .string(message)),
            ("correction", .string(correction?.description)),
        ])
    }
}

extension MatchResult {
    /// The word of the machine-readable output; nil where something unknown decides.
    fileprivate var word: String? {
        switch self {
        case .match: "match"
        case .noMatch: "no-match"
        case .negativeMatch: "neg-match"
        case .unknown: nil
        }
    }
}

extension Device {
    fileprivate var json: JSON {
        .object([
            ("managed", .boolean(isManaged)), ("state", .string(state.description)),
            ("stateReason", .string(stateReason.description)), ("external", .boolean(isExternallyConnected)),
        ])
    }
}

extension CalicoLink {
    fileprivate var json: JSON {
        .object([
            ("state", .string(state)), ("problem", .string(faults.isEmpty ? nil : problem)),
            ("commands", .array(commands.map { .string($0) })),
        ])
    }
}

extension Schema {
    /// The schema of what `explain` writes.
    public static let explain = Schema("explain", PackageResources.explain_schema_json)
}
