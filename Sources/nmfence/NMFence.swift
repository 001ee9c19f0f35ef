import ArgumentParser

/// The command line: one verb a file, a screen of code each.
@main
struct NMFence: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "nmfence", version: "0.1.0")
}
