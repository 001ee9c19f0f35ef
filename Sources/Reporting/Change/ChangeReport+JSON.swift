import Base
import Fence
import NetworkManagerConfiguration
import Node
public import Remediation
import SystemPackage

extension ChangeReport {
    /// The report for a program: its schema is change.schema.json.
    public func json(_ run: RunDescription) -> String {
        let failures = failure.map { [$0.description] } ?? []
        return JSON.document(
            run.members + [
                ("changed", .boolean(changed)),
                ("files", .array(plan.changes.map(\.json))),
                ("modules", .array(plan.modules.map { .string($0) })),
                ("dryRun", .array(plan.dryRun.map(\.json))),
                (
                    "released",
                    .array(
                        (status == .pending ? plan.releases : released).map { .object([("interface", .string($0))]) })
                ),
                ("reloaded", .boolean(reloaded)),
                ("proof", .array(proof.map(\.json))),
                ("rolledBack", .boolean(status == .rolledBack)),
                ("status", .string(status.rawValue)),
                ("verification", verification.json),
                ("restored", .array(restoredLinks.map { .object([("interface", .string($0))]) })),
                ("damaged", .array(damagedLinks.map(\.json))),
                ("messages", .array((failures + messages).map { .string($0) })),
            ])
    }
}

extension FileChange {
    fileprivate var json: JSON {
        .object([
            ("path", .string(path.string)),
            ("action", .string(action.rawValue)),
            ("before", .string(before.map { String(decoding: $0, as: UTF8.self) })),
            ("after", .string(after.map { String(decoding: $0, as: UTF8.self) })),
        ])
    }
}

extension CalicoLink {
    fileprivate var json: JSON {
        .object([
            ("interface", .string(name)), ("problem", .string(problem)),
            ("commands", .array(commands.map { .string($0) })), ("note", .string(remainder)),
        ])
    }
}

extension Verification {
    var json: JSON {
        .object([
            ("by", .string(method.rawValue)), ("reason", .string(reason)),
            ("networkManager", .string(presence.rawValue)),
        ])
    }
}

extension Modprobe.Action {
    fileprivate var json: JSON {
        switch self {
        case .insert(let module): .object([("action", .string("insmod")), ("module", .string(module))])
        case .install(let command): .object([("action", .string("install")), ("command", .string(command))])
        }
    }
}

extension ChangeReport.Proof {
    fileprivate var json: JSON {
        .object([
            ("interface", .string(interface)), ("managed", .boolean(isManaged.value)), ("by", .string(source.rawValue)),
        ])
    }
}

extension Schema {
    /// The schema of what `diff`, `fix` and `revert` write.
    public static let change = Schema("change", PackageResources.change_schema_json)
}
