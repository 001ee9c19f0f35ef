import KeyFile
import SystemPackage

extension ConfigurationLoader {
    /// Lays the daemon's own file over the users' (`intern_config_read` and `_merge_keyfiles`).
    ///
    /// `.set.K` counts only while `.was.K` is what the users' files say for K now (nothing said counts as equal to no
    /// `.was.K`); `.was.K` without `.set.K` hides the users' K. Groups `.intern.*` are taken as they are. Whatever is wrong
    /// with the file, NetworkManager goes on without it.
    mutating func applyIntern() {
        let path = options.internConfig
        guard !path.isEmpty else { return }
        guard let file = internFile(path) else { return }
        let user = merged
        let hidesGlobalDNS = usersSetGlobalDNS(user)
        let keepsEmptyGroups = version.map { $0 >= NetworkManagerVersion(1, 55, 0) } ?? false
        merged.nextFile()
        var isUsed = false
        for group in MergeRules.order(file.groups.filter { $0.name != ".config" }, name: \.name) {
            let isIntern = group.name.hasPrefix(".intern.")
            if hidesGlobalDNS, group.name == ".intern.global-dns" || group.name.hasPrefix(".intern.global-dns-domain-")
            {
                continue
            }
            if keepsEmptyGroups {
                merged.register(group.name)
                isUsed = isUsed || isIntern
            }
            for entry in group.entries {
                guard let value = group.value(of: entry.key), let last = group.lastEntry(of: entry.key) else {
                    continue
                }
                let origin = Origin(path: path, line: last.line)
                if isIntern {
                    isUsed = true
                    merged.assign(entry.key, in: group.name, value, origin: origin)
                } else if entry.key.hasPrefix(".set."), entry.key.count > 5 {
                    let base = entry.key.dropFirst(5)
                    guard user.value(of: base, in: group.name)?.value == group.value(of: ".was." + base) else {
                        continue
                    }
                    isUsed = true
                    merged.assign(base, in: group.name, value, origin: origin)
                } else if entry.key.hasPrefix(".was."), entry.key.count > 5 {
                    let base = entry.key.dropFirst(5)
                    guard group.value(of: ".set." + base) == nil,
                        user.value(of: base, in: group.name)?.value == value
                    else { continue }
                    isUsed = true
                    merged.remove(base, in: group.name)
                }
            }
        }
        if !isUsed { merged = user }
        files.append(
            ConfigurationFile(path, .intern, .read, isUsed ? nil : "nothing in it applies"))
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
