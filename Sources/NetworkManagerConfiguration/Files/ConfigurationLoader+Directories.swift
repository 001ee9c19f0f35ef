import KeyFile
import SystemPackage

/// Which files of a directory count.
extension ConfigurationLoader {
    /// One of the directories with drop-ins.
    struct Directory {
        var directory: FilePath
        var names: [FilePath.Component]
        var unreadable: Uncertainty?
    }

    /// The drop-ins of a directory, sorted byte by byte. Names that do not count are put on record.
    mutating func snippets(in directory: FilePath?, _ layer: ConfigurationFile.Layer) -> Directory {
        guard let directory else { return Directory(directory: "", names: []) }
        switch reader.entries(of: directory) {
        case .missing: return Directory(directory: directory, names: [])
        case .unreadable(let error):
            // What NetworkManager cannot read counts as empty; but it may be allowed more than we are.
            guard error.isOfReader else {
                return Directory(directory: directory, names: [])
            }
            files.append(
                ConfigurationFile(directory, layer, .unreadable, "\(error)", isUncertain: true))
            problems.append(
                Problem(
                    .warning, .unknown, path: directory, line: nil,
                    "cannot read this directory (\(error)), so its files are unknown. Run as root."))
            return Directory(
                directory: directory, names: [], unreadable: Uncertainty("cannot read \(directory) (\(error))"))
        case .names(let names):
            var counted: [FilePath.Component] = []
            for name in names.map({ (RawText($0), $0) }).sorted(by: { $0.0 < $1.0 }) {
                // Dot files count, and so does a file that is called just ".conf".
                if name.0.hasSuffix(".conf") {
                    counted.append(name.1)
                } else {
                    noteIgnored(directory.appending(name.1), name.0, layer)
                }
            }
            return Directory(directory: directory, names: counted)
        }
    }

    private mutating func noteIgnored(_ path: FilePath, _ name: RawText, _ layer: ConfigurationFile.Layer) {
        files.append(ConfigurationFile(path, layer, .ignored, "its name does not end in .conf"))
        // Left-overs of editors and package managers are meant to be ignored; a misspelt suffix is not.
        let small = name.asciiLowercased
        if small.hasSuffix(".conf") || small.hasSuffix(".config") || small.hasSuffix(".cfg") || small.hasSuffix(".ini")
        {
            problems.append(
                Problem(
                    .warning, .ignoredName, path: path, line: nil,
                    "ignored: NetworkManager reads only files whose name ends in .conf (lower case). Rename it if it "
                        + "should apply."))
        }
    }
}
