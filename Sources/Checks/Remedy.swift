/// What to do about a finding: a command that can be pasted as it stands, or words where there is none.
struct Remedy: Hashable, Sendable {
    /// The text.
    let text: String
    /// Whether it disturbs what runs on the node, as a restart does.
    let disrupts: Bool

    /// A command. What is to be known with it is a comment of the shell.
    init(_ command: String, note: String? = nil, disrupts: Bool = false) {
        text = command + (note.map { "  # \($0)" } ?? "")
        self.disrupts = disrupts
    }

    /// What no command does.
    init(words: String) {
        text = words
        disrupts = false
    }
}
