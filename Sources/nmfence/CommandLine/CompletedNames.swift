import ArgumentParser
import Checks
import Fence
import Node
import Reporting
import Requirements
import SystemPackage

/// The names that a shell offers for a value.
///
/// Those that depend on the node or on other options are asked for when somebody presses the tab key; what cannot be
/// read then offers nothing, for there is no place for a message.
enum CompletedNames {
    /// What `--profile` takes.
    static var profiles: [String] { [ProfileChoice.automatic] + Profile.names }

    /// IDs of checks, or a list of them with commas.
    static let checks = CompletionKind.custom { words, position, prefix in
        // fish 3 does not say where in the word the cursor is.
        let typed = prefix.isEmpty && words.indices.contains(position) ? words[position] : prefix
        let word = typed.hasPrefix("--") ? typed.drop { $0 != "=" }.dropFirst() : typed[...]
        // The shell replaces the whole word: what is finished of it stays.
        let finished = word.lastIndex(of: ",").map { word[...$0] } ?? ""
        return UnfinishedLine(words).checks.map { finished + $0 }
    }

    /// Interfaces of the node.
    static let interfaces = CompletionKind.custom { words, _, _ in UnfinishedLine(words).interfaces }

    /// What `explain` explains.
    static let interfacesAndChecks = CompletionKind.custom { words, _, _ in
        let line = UnfinishedLine(words)
        return line.interfaces + line.checks
    }
}

/// A command line that is being typed: the parser would refuse it, and the options before the cursor count already.
private struct UnfinishedLine {
    private let words: [String]

    init(_ words: [String]) {
        // bash gives the sign of `--root=DIR` as a word of its own.
        self.words = words.flatMap { word in
            guard word.hasPrefix("--"), let sign = word.firstIndex(of: "=") else { return [word] }
            return [String(word[..<sign]), String(word[word.index(after: sign)...])]
        }.filter { $0 != "=" }
    }

    private func value(of option: String, _ variable: Variable) -> String? {
        guard let position = words.lastIndex(of: option), position + 1 < words.count else {
            return (try? variable.value(unless: nil) { $0 }) ?? nil
        }
        return words[position + 1]
    }

    private var root: RootDirectory? {
        try? RootDirectory(FilePath(argument: value(of: "--root", .root) ?? "/"))
    }

    /// The names of the interfaces.
    var interfaces: [String] {
        let folder: FilePath = "/sys/class/net"
        guard let root, let names = try? root.entriesIfPresent(of: folder) else { return [] }
        // Modules have files of their own there.
        return names.filter { (try? root.exists(folder.appending($0).appending("ifindex"))) == true }.map(\.string)
    }

    /// The IDs of the profile's checks.
    var checks: [String] {
        guard let root else { return [] }
        let choice = ProfileChoice([value(of: "--profile", .profile)].compactMap(\.self), in: root)
        guard let outline = try? ProfileOutline(named: choice.names),
            let profile = try? Profile(named: choice.names, checks: CheckTable.ids)
        else { return [] }
        return NetworkManagerChecks.all(patterns: outline.patterns, reference: outline.reference).map(\.id)
            + profile.nodeChecks(inputs: CheckInputs()).map(\.id)
    }
}
