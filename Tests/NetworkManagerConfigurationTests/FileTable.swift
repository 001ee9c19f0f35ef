import KeyFile
import NetworkManagerConfiguration
import SystemPackage

/// A machine's files as a table, for tests.
struct FileTable: ConfigurationReader {
    var files: [String: FileContents] = [:]
    var unreadableDirectories: [String: Errno] = [:]

    init(_ files: [String: String] = [:]) {
        self.files = files.mapValues { .regular(Array($0.utf8)) }
    }

    func entries(of directory: FilePath) -> DirectoryListing {
        if let error = unreadableDirectories[directory.string] { return .unreadable(error) }
        let names = files.keys.map { FilePath($0) }.filter { $0.removingLastComponent() == directory }
            .compactMap(\.lastComponent)
        return names.isEmpty ? .missing : .names(names)
    }

    func contents(of path: FilePath) -> FileContents { files[path.string] ?? .missing }
}

extension ConfigurationStack {
    /// A stack of files in the administrator's directory (names without a slash) or anywhere (absolute paths).
    static func of(_ files: [String: String], version: NetworkManagerVersion? = .init(1, 42, 4)) -> ConfigurationStack {
        let table = FileTable(
            Dictionary(
                uniqueKeysWithValues: files.map {
                    ($0.key.hasPrefix("/") ? $0.key : "/etc/NetworkManager/conf.d/" + $0.key, $0.value)
                }))
        return ConfigurationStack(reading: table, version: version)
    }

    /// The merged list of unmanaged devices, raw.
    var unmanagedDevices: String? { setting("unmanaged-devices", in: "keyfile")?.value.description }
}
