public import Base
import KeyFile
public import NetworkManagerConfiguration
import SystemPackage

extension ConfigurationStack {
    /// The configuration for a program: its schema is config.schema.json.
    /// - Parameter udevRules: the rules of udev that say whether NetworkManager manages an interface.
    public func json(_ run: RunDescription, udevRules: [Evidence] = []) -> String {
        JSON.document(
            run.members + [
                ("networkManagerVersion", .string(version?.description)),
                ("files", .array(files.map(\.json))),
                ("settings", .array(settings.map(\.json))),
                ("history", .array(histories.map(\.json))),
                ("problems", .array(problems.map(\.json))),
                ("udevRules", .array(udevRules.map(\.json))),
            ])
    }
}

extension ConfigurationFile {
    fileprivate var json: JSON {
        .object([
            ("path", .string(path.string)), ("status", .string(status.rawValue)), ("layer", .string(layer.rawValue)),
            ("reason", .string(reason)),
        ])
    }
}

extension Setting {
    fileprivate var json: JSON {
        .object([
            ("section", .string(section.description)), ("key", .string(key.description)),
            ("value", .string(uncertainty == nil ? value.description : nil)),
            ("path", .string(origin.path.string)), ("line", .integer(origin.line)),
            ("tokens", .array(tokens.map(\.json))), ("uncertainty", .string(uncertainty?.description)),
        ])
    }
}

extension KeyHistory {
    fileprivate var json: JSON {
        .object([
            ("section", .string(section.description)), ("key", .string(key.description)), ("isSet", .boolean(isSet)),
            (
                "lines",
                .array(
                    lines.map { line in
                        .object([
                            ("operation", .string(line.change.operation.rawValue)),
                            ("value", .string(line.change.value.description)),
                            ("path", .string(line.change.origin.path.string)),
                            ("line", .integer(line.change.origin.line)), ("counts", .boolean(line.counts)),
                        ])
                    })
            ),
        ])
    }
}

extension SourceToken {
    fileprivate var json: JSON {
        .object([
            ("text", .string(text.description)), ("path", .string(origin.path.string)), ("line", .integer(origin.line)),
        ])
    }
}

extension Problem {
    fileprivate var json: JSON {
        .object([
            ("severity", .string(severity.rawValue)), ("kind", .string(kind.rawValue)), ("path", .string(path.string)),
            ("line", .integer(line)), ("message", .string(message)), ("correction", .string(correction?.description)),
        ])
    }
}

extension Schema {
    /// The schema of what `config` writes.
    public static let config = Schema("config", PackageResources.config_schema_json)
}
