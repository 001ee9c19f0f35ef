import Base
import KeyFile
import SystemPackage

/// The daemon's own file, and how it is laid over the users' (`intern_config_read` and `_merge_keyfiles`).
///
/// `.set.K` counts only while `.was.K` is what the users' files say for K now (nothing said counts as equal to no
/// `.was.K`);
/// `.was.K` without `.set.K` hides the users' K. Groups `.intern.*` are taken as they are.
struct InternLayer {
    let path: FilePath
    let version: NetworkManagerVersion?
    /// The groups of the users' files, with those that have no key where such count.
    let usersGroups: [RawText]

    /// What is valid in the file over these values of the users' files; nil where nothing is.
    func layer(of file: KeyFile, over user: MergedConfiguration) -> ConfigurationLayer? {
        let hidesGlobalDNS = usersSetGlobalDNS
        var groups: [Group] = []
        for group in file.groups where group.name != ".config" {
            let isIntern = group.name.hasPrefix(".intern.")
            if hidesGlobalDNS, isIntern,
                group.name == ".intern.global-dns" || group.name.hasPrefix(".intern.global-dns-domain-")
            {
                continue
            }
            let entries = isIntern ? Self.plainEntries(group) : Self.validEntries(group, user)
            if !entries.isEmpty { groups.append(Group(name: group.name, isIntern: isIntern, entries: entries)) }
        }
        guard !groups.isEmpty else { return nil }
        var layer = ConfigurationLayer()
        for group in MergeRules.order(groups, name: \.name) { append(group, to: &layer) }
        return layer
    }

    /// A group of the daemon's file, with what is valid in it: values, and `.was.K` for a K that is hidden.
    private struct Group {
        struct Entry {
            let key: RawText
            let value: RawText
            let line: Int
        }

        let name: RawText
        let isIntern: Bool
        let entries: [Entry]
    }

    private static func plainEntries(_ group: KeyFile.Group) -> [Group.Entry] {
        group.entries.compactMap { entry in
            group.value(of: entry.key).map { Group.Entry(key: entry.key, value: $0, line: entry.line) }
        }
    }

    private static func validEntries(_ group: KeyFile.Group, _ user: MergedConfiguration) -> [Group.Entry] {
        group.entries.compactMap { entry -> Group.Entry? in
            guard let value = group.value(of: entry.key), entry.key.count > 5 else { return nil }
            let base = entry.key.dropFirst(5)
            let current = user.value(of: base, in: group.name)?.value
            if entry.key.hasPrefix(".set."), current == group.value(of: ".was." + base) {
                return Group.Entry(key: base, value: value, line: entry.line)
            }
            if entry.key.hasPrefix(".was."), group.value(of: ".set." + base) == nil, current == value {
                return Group.Entry(key: entry.key, value: "", line: entry.line)
            }
            return nil
        }
    }

    /// Puts a group over the users' one. A key that comes out as `.was` marks a group that replaces the users'
    /// altogether.
    private func append(_ group: Group, to layer: inout ConfigurationLayer) {
        let whole = group.isIntern ? nil : group.entries.first { $0.key == ".was" }
        let keys = Set(group.entries.map(\.key))
        if let whole { layer.append(.replaceGroup(group.name, origin(of: whole))) }
        for entry in group.entries {
            if whole != nil && entry.key == ".was" { continue }
            if !group.isIntern && whole == nil {
                if entry.key.hasPrefix(".was."), entry.key.count > 5 {
                    let base = entry.key.dropFirst(5)
                    let change = ValueChange(.hide, "", origin: origin(of: entry))
                    if !keys.contains(base) { layer.append(.change(key: base, group: group.name, change)) }
                    continue
                }
                if entry.key.hasPrefix(".set."), entry.key.count > 5 { continue }
            }
            layer.assign(entry.key, in: group.name, entry.value, origin: origin(of: entry))
        }
    }

    private func origin(of entry: Group.Entry) -> Origin { Origin(path: path, line: entry.line) }

    /// A slip in older versions of NetworkManager looked for the group in the wrong place.
    private var usersSetGlobalDNS: Bool {
        let plain = Behaviour(version).has(.globalDNSHidesIntern) != .no
        return usersGroups.contains {
            $0 == (plain ? "global-dns" : ".intern.global-dns") || $0.hasPrefix("global-dns-domain-")
        }
    }
}
