import Foundation
import TestSupport

/// The program that ships, made by `scripts/build`: `NMFENCE_TEST_PROGRAM` names another one.
enum Release {
    /// Where it is, without links.
    static let path: String = {
        let named = ProcessInfo.processInfo.environment["NMFENCE_TEST_PROGRAM"]
        return URL(fileURLWithPath: named ?? Repository.path(".build/release-files/program"))
            .resolvingSymlinksInPath().path
    }()

    /// What stands before a command for it to find an old kernel, by what newer system calls answer.
    static let oldKernels = [[], [Repository.path("scripts/rig/old-kernel")], oldContainer]
    /// A container engine that refuses the calls it does not know.
    static let oldContainer = [Repository.path("scripts/rig/old-kernel"), "--eperm"]

    /// Runs it.
    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Run {
        try Run(path, arguments, environment: environment)
    }

    /// Puts a copy into a folder.
    ///
    /// By a process of its own: what this one has open for writing, the children of other tests hold for a moment, and
    /// a program that is open for writing cannot be run.
    static func copy(into folder: TemporaryFolder) throws {
        let run = try Run("cp", [path, folder.path + "/nmfence"])
        guard run.status == 0 else { throw LiveSandbox.Failure(description: run.errors) }
    }

    /// What Swift's runtime and the C library say when they end a process.
    static func crash(in run: Run) -> String? {
        if run.status >= 128 { return "ended by signal \(run.status - 128)" }
        return ["Fatal error", "Swift runtime", "swift_", "Assertion", "*** "].first {
            run.output.contains($0) || run.errors.contains($0)
        }
    }
}
