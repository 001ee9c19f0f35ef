import Base
public import SystemPackage

/// The files that keep systemd-networkd off Calico's interfaces: what `nmfence render networkd` prints.
public enum NetworkdFence {
    /// One file.
    public struct File: Hashable, Sendable {
        /// Where it belongs.
        public let path: FilePath
        /// What stands in it.
        public let text: String
    }

    /// The usual name: a file that sorts before another one's counts.
    public static let name = "20-calico.network"
    /// Where systemd looks for the administrator's files.
    public static let folder: FilePath = "/etc/systemd"

    /// The .network file for interfaces, and the drop-in of networkd.conf.
    /// - Parameter patterns: names and globs of interfaces, with NetworkManager's wildcards.
    public static func files(for patterns: [String]) -> [File] {
        let (words, refused) = words(for: patterns)
        let remark =
            refused.isEmpty
            ? "" : "# Not in this list, since systemd takes no such name: \(shown(refused))\n"
        return [
            File(
                path: folder.appending("network").appending(name),
                text: text(PackageResources.calico_network)
                    .replacing("@NAMES@", with: words.joined(separator: " "))
                    .replacing("[Match]\n", with: remark + "[Match]\n")),
            File(path: settingsPath, text: text(PackageResources.networkd_calico_conf)),
        ]
    }

    /// The patterns as words of Name=, and those that systemd would pass over.
    ///
    /// Its globs know brackets and backslashes, which NetworkManager's do not, and a mark in front of a word turns the
    /// word round. A backslash makes the next character ordinary twice: in the line, and then in the glob.
    public static func words(for patterns: [String]) -> (words: [String], refused: [String]) {
        var (words, late, refused): ([String], [String], [String]) = ([], [], [])
        for pattern in patterns {
            var glob = ""
            for character in pattern.unicodeScalars {
                let isSpecial = "[]\\".unicodeScalars.contains(character) || character == "!" && glob.isEmpty
                glob += (isSpecial ? "\\" : "") + String(character)
            }
            let word = glob.replacing("\\", with: "\\\\")
            if LinkMatch.takesName(glob, oldestVersion) {
                words.append(word)
            } else if LinkMatch.takesName(glob, newestRule) {
                // An older systemd passes over what follows.
                late.append(word)
            } else {
                refused.append(pattern)
            }
        }
        return (words + late, refused)
    }

    /// A version of systemd whose rules for names are the strictest, and the last that changed them.
    private static let (oldestVersion, newestRule) = (243, 245)

    /// A name for such a file that sorts before another one's.
    /// - Parameter isTaken: whether a file of this name is there already.
    public static func name(before other: String, where isTaken: (String) -> Bool) -> String? {
        let names = ["20", "10", "05", "00", "0"].map { "\($0)-calico.network" } + ["!calico.network"]
        return names.first { $0.utf8.lexicographicallyPrecedes(other.utf8) && !isTaken($0) }
    }

    /// Where the drop-in of networkd.conf belongs.
    public static let settingsPath = folder.appending("networkd.conf.d").appending("20-calico.conf")

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Names for a comment: nothing in it may end the line.
    private static func shown(_ names: [String]) -> String {
        names.joined(separator: " ").unicodeScalars.map { scalar in
            scalar.isPrintable ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
        }.joined()
    }
}
