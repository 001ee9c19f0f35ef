import Checks
import DBus
import Node
import Requirements
import SystemPackage
import TestSupport

/// The rows of a profile, judged over a root without a bus.
func results(
    _ folder: TemporaryFolder, profile: String = "calico-3.16", _ inputs: CheckInputs = CheckInputs()
) throws -> [CheckResult] {
    var inputs = inputs
    inputs.isOffline = true
    let context = CheckContext(
        root: try RootDirectory(FilePath(folder.path)), inputs: inputs, bus: nil,
        deadline: Deadline(after: .seconds(20)))
    return try Profile(named: profile).nodeChecks(inputs: inputs).map { CheckResult($0, $0.evaluate(in: context)) }
}

extension [CheckResult] {
    /// The ids of the rows that came out so.
    func ids(_ status: CheckResult.Status) -> [String] { filter { $0.status == status }.map(\.id) }

    /// The row of an id.
    subscript(id: String) -> CheckResult? { first { $0.id == id } }

    /// The rows that are not as they were, by id.
    func changed(since earlier: [CheckResult]) -> [String] {
        filter { row in earlier[row.id]?.outcome != row.outcome }.map(\.id)
    }
}
