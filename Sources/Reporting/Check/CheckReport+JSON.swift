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
                ("waivers", .array(waivers.map(\.json))),
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
            ("waiver", waiver?.json(("status", unwaivedStatus.rawValue), isExpired: isWaiverExpired) ?? .null),
            ("severityOverride", override?.json(("severity", profileSeverity.rawValue), isExpired: false) ?? .null),
            ("cause", .string(cause)),
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

extension Waiver {
    /// - Parameter before: what there would be without it.
    fileprivate func json(_ before: (String, String), isExpired: Bool) -> JSON {
        .object([
            ("name", .string(name)), ("reason", .string(reason)), ("expires", .string(lastDay)),
            ("expired", .boolean(isExpired)), (before.0, .string(before.1)),
        ])
    }
}

extension Waivers.Use {
    fileprivate var json: JSON {
        .object([
            ("name", .string(waiver.name)), ("kind", .string(waiver.kind)),
            ("checks", .array(waiver.globs.map { .string($0) })), ("reason", .string(waiver.reason)),
            ("expires", .string(waiver.lastDay)), ("state", .string(state.rawValue)),
            ("unmatched", .array(unmatched.map { .string($0) })), ("path", .string(waiver.path)),
            ("line", .integer(waiver.line)),
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
