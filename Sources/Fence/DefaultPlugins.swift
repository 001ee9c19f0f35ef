import Base
import KeyFile
import NetworkManagerConfiguration
import Node
import SystemPackage

/// Asks NetworkManager's program which settings plugins were compiled in as the default of `main.plugins`.
///
/// Distributions differ, and neither the bus nor a file tells. The program is run with every folder switched off, so
/// that it reads the main file only, and writes nothing.
struct DefaultPlugins: Hashable, Sendable {
    private static let allowance = Duration.seconds(5)

    /// The program, on this machine.
    let path: FilePath
    /// Of the whole run; the program has less.
    let deadline: Deadline

    /// The default, as the list that it is; nil where the program cannot be run, or what it says does not tell.
    var answer: RawText? {
        let arguments = ["--print-config", "--config-dir", "", "--system-config-dir", "", "--intern-config", ""]
        let deadline = deadline.capped(at: Self.allowance)
        guard let program = try? TrustedProgram(at: path), let result = try? program.run(arguments, by: deadline),
            case .exited(0) = result.ending
        else { return nil }
        return CompiledPlugins.defaults(inPrintedConfiguration: RawText(result.output))
    }
}
