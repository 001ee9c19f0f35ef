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
            ("evidence", .array(outcome.evidence.map(\.json))),
            ("remedy", .string(outcome.remedy)),
            ("disruptive", .boolean(outcome.disrupts)),
            ("reference", .string(reference)),
        ])
    }
}

extension Evidence {
    var json: JSON {
        .object([("path", .string(path)), ("line", .integer(line)), ("text", .string(text))])
    }
}

extension Schema {
    /// The schema of what `check` writes.
    public static let check = Schema("check", PackageResources.check_schema_json)
}
