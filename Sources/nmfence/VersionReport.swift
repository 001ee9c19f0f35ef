import CStaticProgram

/// The answer to `--version`: what this program is, and with `-v` what it was made of.
enum VersionReport {
    /// The answer, where these words ask for nothing else; nil where they do.
    static func answer(to words: [String]) -> String? {
        guard words.contains("--version"), words.allSatisfy({ $0 == "--version" || verbose.contains($0) }) else {
            return nil
        }
        guard words.contains(where: verbose.contains) else { return NMFence.version + "\n" }
        return "\(NMFence.name) \(NMFence.version)\n" + lines(of: String(cString: nmfence_build_record()))
    }

    private static let verbose: Set = ["-v", "--verbose"]

    /// The record of the build, its values in one column.
    private static func lines(of record: String) -> String {
        let entries = record.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1) }
        // Whoever builds by hand has the sources, and their history.
        guard !entries.isEmpty else { return "built without scripts/build: commit and libraries are not recorded\n" }
        let width = entries.compactMap(\.first?.count).max() ?? 0
        return entries.map { entry in
            let name = entry.first ?? ""
            return name + String(repeating: " ", count: width - name.count + 2) + (entry.dropFirst().first ?? "") + "\n"
        }.joined()
    }
}
