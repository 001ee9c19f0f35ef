import Base
public import Checks
import Fence
import Requirements

extension CheckReport {
    /// The report for a program: its schema is check.schema.json.
    public func json(_ run: RunDescription) -> String {
        JSON.document(
            run.members + [
                ("profile", .string(profile)), ("profileReason", .string(profileReason)),
                ("status", .string(status.rawValue)),
                ("verification", verification.json),
                ("summary", .object(CheckResult.Status.allCases.map { ($0.rawValue, .integer(count($0))) })),
                ("checks", .array(results.map(\.json))),
            ])
    }
}

extension CheckResult {
    fileprivate var json: JSON {
        .object([
            ("id", .string(id)),
            ("title", .string(title)),
            ("status", .string(status.rawValue)),
            ("severity", .string(severity.rawValue)),
            ("expected", .string(expected)),
            ("found", .string(outcome.found)),
            ("why", .string(impact)),
            ("evidence", .array(outcome.evidence.map(\.json))),
            ("remedy", .string(outcome.remedy)),
            ("disruptive", .boolean(outcome.disrupts)),
            ("reference", .string(reference)),
        ])
    }
}

extension Evidence {
    var json: JSON {
        .object([
            ("kind", .string(kind)), ("path", .string(path)), ("line", .integer(line)), ("text", .string(text)),
        ])
    }

    /// What sort of place it is.
    private var kind: String {
        path.hasPrefix("/") ? "file" : path.hasPrefix("D-Bus ") ? "dbus" : path.hasPrefix("link ") ? "link" : "kernel"
    }
}

extension Schema {
    /// The schema of what `check` writes.
    public static let check = Schema("check", PackageResources.check_schema_json)
}
