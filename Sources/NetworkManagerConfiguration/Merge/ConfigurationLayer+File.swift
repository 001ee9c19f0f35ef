import KeyFile
import SystemPackage

extension ConfigurationLayer {
    /// A file of the users (`read_config`).
    ///
    /// A repeated key comes up once for each of its lines, but GLib gives the last value every time.
    init(of file: KeyFile, at path: FilePath) {
        // `[.config]` is the file's own business.
        let groups = file.groups.filter { $0.name != ".config" && !MergeRules.isReserved(group: $0.name) }
        for group in MergeRules.order(groups, name: \.name) {
            append(.group(group.name))
            for entry in group.entries where !MergeRules.isReserved(key: entry.key) {
                guard let last = group.lastEntry(of: entry.key), let value = group.value(of: entry.key) else {
                    continue
                }
                let origin = Origin(path: path, line: last.line)
                let change = ValueChange(MergeRules.operation(of: entry.key), value, origin: origin)
                append(.change(key: MergeRules.base(of: entry.key), group: group.name, change))
            }
        }
    }
}
