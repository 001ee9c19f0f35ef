import Base
import KeyFile

/// Which keys can be extended, and in which order groups are taken from a file.
enum MergeRules {
    /// Lists of devices (`_setting_is_device_spec`) and of connections: `+=` and `-=` work on their elements.
    static func isDeviceList(_ group: RawText, _ key: RawText, version: NetworkManagerVersion?) -> Bool {
        switch (group, key) {
        case ("main", "no-auto-default"), ("main", "ignore-carrier"), ("main", "assume-ipv6ll-only"),
            ("keyfile", "unmanaged-devices"):
            true
        case (let group, "match-device") where group.hasPrefix("connection") || group.hasPrefix("device"):
            true
        case (let group, "allowed-connections") where group.hasPrefix("device"):
            Behaviour(version).has(.allowedConnections) != .no
        default: false
        }
    }

    /// Plain string lists, with GLib's own splitting.
    static func isStringList(_ group: RawText, _ key: RawText) -> Bool {
        switch (group, key) {
        case ("main", "plugins"), ("main", "debug"), ("logging", "domains"): true
        case (let group, _) where group.hasPrefix(".test-append-stringlist"): true
        default: false
        }
    }

    /// The order in which the groups of one file are merged: others, `device*`, `connection*`.
    ///
    /// The latter two are taken from bottom to top: later groups count first, and the reversal of the whole at the end
    /// gives the order of the file back within it, and later files before earlier ones.
    static func order<Group>(_ groups: [Group], name: (Group) -> RawText) -> [Group] {
        let connections = groups.filter { name($0).hasPrefix("connection") }
        let devices = groups.filter { name($0).hasPrefix("device") }
        let others = groups.filter { !name($0).hasPrefix("connection") && !name($0).hasPrefix("device") }
        return others + devices.reversed() + connections.reversed()
    }

    /// What a line does, by the operator that its key ends in.
    static func operation(of key: RawText) -> ValueChange.Operation {
        guard base(of: key) != key else { return .assign }
        return key.hasSuffix("+") ? .add : .remove
    }

    /// The key without the operator that its name ends in.
    static func base(of key: RawText) -> RawText {
        key.count > 1 && (key.hasSuffix("+") || key.hasSuffix("-")) ? key.dropLast(1) : key
    }

    /// Groups and keys that belong to the daemon and are passed over in users' files.
    static func isReserved(group: RawText) -> Bool { group.hasPrefix(".intern.") }

    /// See above.
    static func isReserved(key: RawText) -> Bool {
        key == ".was" || (key.hasPrefix(".was.") && key.count > 5) || (key.hasPrefix(".set.") && key.count > 5)
    }

    /// NetworkManager's reading of a boolean: nil for anything that is none, an empty value included.
    static func boolean(_ value: RawText?) -> Bool? {
        switch value?.trimmed.asciiLowercased {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }
}
