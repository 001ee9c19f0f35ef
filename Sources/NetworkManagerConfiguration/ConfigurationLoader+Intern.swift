import KeyFile
import SystemPackage

extension ConfigurationLoader {
    /// Lays the daemon's own file over the users' (`intern_config_read` and `_merge_keyfiles`).
    ///
    /// `.set.K` counts only while `.was.K` is what the users' files say for K now (nothing said counts as equal to no
    /// `.was.K`); `.was.K` without `.set.K` hides the users' K. Groups `.intern.*` are taken as they are. Whatever is wrong
    /// with the file, NetworkManager goes on without it.
    mutating func applyIntern() {
        // Groups that nothing stands in by now lose their place, before the daemon's file may put something into them.
        merged.removeEmptyGroups()
        let path = options.internConfig
        guard !path.isEmpty else { return }
        guard let file = internFile(path) else { return }
        let user = merged
        let hidesGlobalDNS = usersSetGlobalDNS(user)
        var groups: [InternGroup] = []
        for group in file.groups where group.name != ".config" {
            let isIntern = group.name.hasPrefix(".intern.")
            if hidesGlobalDNS, isIntern,
                group.name == ".intern.global-dns" || group.name.hasPrefix(".intern.global-dns-domain-")
            {
                continue
            }
            let entries = isIntern ? Self.plainEntries(group) : Self.validEntries(group, user)
            if !entries.isEmpty {
                groups.append(InternGroup(name: group.name, isIntern: isIntern, entries: entries))
            }
        }
        let isUsed = !groups.isEmpty
        files.append(ConfigurationFile(path, .intern, .read, isUsed ? nil : "nothing in it applies"))
        guard isUsed else { return }
        merged.nextFile()
        for group in MergeRules.order(groups, name: \.name) { lay(group, path) }
    }

    /// A group of the daemon's file, with what is valid in it: values, and `.was.K` for a K that is hidden.
    private struct InternGroup {
        struct Entry {
            let key: RawText
            let value: RawText
            let line: Int
        }

        let name: RawText
        let isIntern: Bool
        let entries: [Entry]
    }

    private static func plainEntries(_ group: KeyFile.Group) -> [InternGroup.Entry] {
        group.entries.compactMap { entry in
            group.value(of: entry.key).map { InternGroup.Entry(key: entry.key, value: $0, line: entry.line) }
        }
    }

    private static func validEntries(_ group: KeyFile.Group, _ user: MergedConfiguration) -> [InternGroup.Entry] {
        group.entries.compactMap { entry -> InternGroup.Entry? in
            guard let value = group.value(of: entry.key), entry.key.count > 5 else { return nil }
            let base = entry.key.dropFirst(5)
            let current = user.value(of: base, in: group.name)?.value
            if entry.key.hasPrefix(".set."), current == group.value(of: ".was." + base) {
                return InternGroup.Entry(key: base, value: value, line: entry.line)
            }
            if entry.key.hasPrefix(".was."), group.value(of: ".set." + base) == nil, current == value {
                return InternGroup.Entry(key: entry.key, value: "", line: entry.line)
            }
            return nil
        }
    }

    /// Puts a group over the users' one. A key that comes out as `.was` marks a group that replaces the users' altogether.
    private mutating func lay(_ group: InternGroup, _ path: FilePath) {
        let isWhole = !group.isIntern && group.entries.contains { $0.key == ".was" }
        let keys = Set(group.entries.map(\.key))
        if isWhole { merged.removeGroup(group.name) }
        for entry in group.entries {
            if isWhole && entry.key == ".was" { continue }
            if !group.isIntern && !isWhole {
                if entry.key.hasPrefix(".was."), entry.key.count > 5 {
                    let base = entry.key.dropFirst(5)
                    if !keys.contains(base) { merged.remove(base, in: group.name) }
                    continue
                }
                if entry.key.hasPrefix(".set."), entry.key.count > 5 { continue }
            }
            merged.assign(entry.key, in: group.name, entry.value, origin: Origin(path: path, line: entry.line))
        }
    }

    private mutating func internFile(_ path: FilePath) -> KeyFile? {
        func isUnknown(_ reason: String) {
            files.append(ConfigurationFile(path, .intern, .unreadable, reason, isUncertain: true))
            // The file is the daemon's own; it holds settings made over the bus, and lists of devices are none of them.
            internUncertainty = Uncertainty("\(path) \(reason)")
        }
        switch reader.contents(of: path) {
        case .regular(let bytes):
            if let file = try? KeyFile(parsing: bytes) { return file }
            files.append(ConfigurationFile(path, .intern, .ignored, "it cannot be parsed, and counts as empty"))
        case .missing: break
        case .notRegular(let kind):
            files.append(ConfigurationFile(path, .intern, .ignored, "it is a \(kind), and counts as empty"))
        case .unreadable(let error) where error != .permissionDenied && error != .notPermitted:
            files.append(
                ConfigurationFile(path, .intern, .ignored, "it cannot be read (\(error)), and counts as empty"))
        case .unreadable(let error): isUnknown("cannot be read from here (\(error))")
        case .tooLarge: isUnknown("is too large to be read here")
        }
        return nil
    }

    /// Up to 1.30 a slip in NetworkManager looked for the group in the wrong place.
    private func usersSetGlobalDNS(_ user: MergedConfiguration) -> Bool {
        let plain = version.map { $0 >= NetworkManagerVersion(1, 31, 0) } ?? true
        return user.groupNames.contains {
            $0 == (plain ? "global-dns" : ".intern.global-dns") || $0.hasPrefix("global-dns-domain-")
        }
    }
}
