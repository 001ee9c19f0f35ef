import Base
import Checks
import DBus
import Fence
import Node
import Requirements
import SystemPackage
import TestSupport

/// The rows of a profile, judged over a root without a bus.
func results(
    _ folder: TemporaryFolder, profile: String = "calico-3.16", _ inputs: CheckInputs = CheckInputs()
) throws -> [CheckResult] {
    let context = CheckContext(offline(try RootDirectory(FilePath(folder.path))), inputs)
    return try Profile(named: profile).nodeChecks(inputs: inputs, on: context.root).map {
        CheckResult($0, $0.evaluate(in: context))
    }
}

/// A node of which no bus is asked.
func offline(_ root: RootDirectory) -> FenceContext {
    FenceContext(root: root, bus: nil, by: Deadline(after: .seconds(20)), isOffline: true)
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
