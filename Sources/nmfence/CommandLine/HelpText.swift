import ArgumentParser

/// The parser's help in the words of this program: what the parser calls a subcommand is a verb here.
enum HelpText {
    /// What is said where nothing was asked for.
    static var short: String {
        """
        \(NMFence.configuration.abstract)

          nmfence check       what is wrong on this node (read-only)
          nmfence fix         write the drop-in, reload and verify; roll back on failure

        verbs: \(VerbTable.all.map { $0.name }.joined(separator: ", "))
        see '\(Program.name) --help', '\(Program.name) VERB --help' and nmfence(8)
        """
    }

    /// What the parser wrote, with our words for its own.
    static func inOurWords(_ text: String) -> String {
        text.replacing("\nSUBCOMMANDS:\n", with: "\nVERBS:\n")
            .replacing(
                "See 'nmfence help <subcommand>' for detailed help.", with: "See 'nmfence VERB --help' for its options."
            )
    }
}
