import KeyFile
import SystemPackage

/// What else on a machine may set properties, besides the rules.
struct UdevMachine: Hashable {
    /// A hardware database of the administrator's own, which may hold anything.
    var hardwareDatabase: UdevValue.Unknown?
    /// The `.link` file that applies, where it sets properties.
    var linkProperties: UdevValue.Unknown?

    init() {}

    init(reading reader: some ConfigurationReader) {
        let words: [RawText] = ["NM_UNMANAGED", "ID_NET_MANAGED_BY", "ID_NET_DRIVER"]
        hardwareDatabase = Self.find(reader, "/etc/udev/hwdb.d", ".hwdb") { line in
            words.contains { line.trimmed.hasPrefix($0 + "=") }
        }
    }

    /// The same for an interface to which a `.link` file applies that sets properties.
    func with(linkFile: Origin?) -> UdevMachine {
        var machine = self
        machine.linkProperties = linkFile.map { .init(reason: "it may set properties of the interface", origin: $0) }
        return machine
    }

    /// The first line of the files of a directory that is meant; a file that cannot be read may have one.
    private static func find(
        _ reader: some ConfigurationReader, _ directory: FilePath, _ suffix: RawText, _ isMeant: (RawText) -> Bool
    ) -> UdevValue.Unknown? {
        let names: [FilePath.Component]
        switch reader.entries(of: directory) {
        case .missing: return nil
        case .unreadable(let error):
            return .init(reason: "cannot read it (\(error))", origin: Origin(path: directory, line: nil))
        case .names(let entries): names = entries
        }
        for name in names.sorted(by: { RawText($0) < RawText($1) }) where RawText(name).hasSuffix(suffix) {
            let path = directory.appending(name)
            switch reader.contents(of: path) {
            case .missing, .notRegular: continue
            case .unreadable, .tooLarge:
                return .init(reason: "cannot read it", origin: Origin(path: path, line: nil))
            case .regular(let bytes):
                let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
                guard let place = lines.firstIndex(where: { isMeant(RawText($0)) }) else { continue }
                return .init(
                    reason: "it sets properties of interfaces", origin: Origin(path: path, line: place + 1))
            }
        }
        return nil
    }
}
