import Checks
import KeyFile
import Requirements

/// One group of nmfence.conf, with everything in it checked.
struct SettingsGroup {
    /// What the group is for.
    enum Kind: Hashable {
        case settings
        case waiver(String)
        case severity(String)
    }

    let kind: Kind
    private let path: String
    private let header: Int
    private let name: String
    private let entries: [(key: String, value: SettingsFile.Value)]

    /// - Throws: where the group is unknown, stands twice, or has a line without a value or a key twice.
    init(_ group: KeyFile.Group, _ path: String) throws(SettingsError) {
        self.path = path
        name = group.name.description
        header = group.headerLines.first ?? 1
        let words = name.split(separator: " ", maxSplits: 1).map(String.init)
        switch (words.first, words.count > 1 ? words[1] : nil) {
        case ("nmfence", nil): kind = .settings
        case ("waiver", let name?): kind = .waiver(name)
        case ("severity", let name?): kind = .severity(name)
        case ("waiver", nil), ("severity", nil):
            throw SettingsError(path: path, line: header, problem: "[\(name)] has no name: write [\(name) NAME]")
        default:
            throw SettingsError(
                path: path, line: header,
                problem: "unknown group [\(name)]: use [nmfence], [waiver NAME] or [severity NAME]")
        }
        if group.headerLines.count > 1 {
            throw SettingsError(path: path, line: group.headerLines[1], problem: "[\(name)] is there twice")
        }
        var entries: [(key: String, value: SettingsFile.Value)] = []
        var seen: Set<String> = []
        for entry in group.entries {
            let key = entry.key.description
            func failure(_ problem: String) -> SettingsError {
                SettingsError(path: path, line: entry.line, problem: problem)
            }
            if !seen.insert(key).inserted { throw failure("'\(key)' is there twice in [\(name)]") }
            guard let text = KeyFile.unescaped(entry.value)?.trimmed else {
                throw failure("the value of '\(key)' is not UTF-8 or has an unknown escape sequence")
            }
            guard !text.isEmpty else { throw failure("'\(key)' has no value") }
            entries.append((key, SettingsFile.Value(text: text.description, line: entry.line)))
        }
        self.entries = entries
    }

    /// What [nmfence] sets.
    func settings() throws(SettingsError) -> [Setting: [SettingsFile.Value]] {
        try refuseUnknown(Setting.allCases.map(\.rawValue))
        var values: [Setting: [SettingsFile.Value]] = [:]
        for (key, value) in entries {
            guard let setting = Setting(rawValue: key) else { continue }
            values[setting] = setting.isList ? try list(key) : [value]
            for value in values[setting] ?? [] {
                do { try setting.check(value.text) } catch {
                    throw failure(value, "invalid value '\(value.text)' for \(key): \(error)")
                }
            }
        }
        return values
    }

    /// What [severity NAME] says of the weight.
    func severity() throws(SettingsError) -> Severity {
        let value = try required("severity")
        guard let severity = Severity(rawValue: value.text) else {
            throw failure(
                value,
                "invalid value '\(value.text)' for severity: "
                    + InvalidValue(value.text, notAmong: Severity.allCases.map(\.rawValue)).description)
        }
        return severity
    }

    /// What a group says of the checks that it names.
    /// - Parameter severity: what they weigh; nil where their findings are waived.
    func waiver(_ name: String, severity: Severity?) throws(SettingsError) -> Waiver {
        try refuseUnknown(["checks", "reason", "expires"] + (severity == nil ? [] : ["severity"]))
        _ = try required("checks")
        let reason = try required("reason").text
        let expires = entries.first { $0.key == "expires" }?.value
        if let expires, !Waiver.isDay(expires.text) {
            throw failure(expires, "invalid value '\(expires.text)' for expires: write a day such as 2027-03-31")
        }
        return Waiver(
            name: name, globs: try list("checks").map(\.text), reason: reason, lastDay: expires?.text,
            severity: severity, path: path, line: header)
    }

    private func list(_ key: String) throws(SettingsError) -> [SettingsFile.Value] {
        let value = try required(key)
        let parts = value.text.split { $0 == ";" || $0 == "," }.map { $0.trimmingSpaces }.filter { !$0.isEmpty }
        guard !parts.isEmpty else { throw failure(value, "'\(key)' has no value") }
        return parts.map { SettingsFile.Value(text: $0, line: value.line) }
    }

    private func required(_ key: String) throws(SettingsError) -> SettingsFile.Value {
        if let value = entries.first(where: { $0.key == key })?.value { return value }
        throw SettingsError(path: path, line: header, problem: "[\(name)] has no '\(key)=': it must have one")
    }

    private func refuseUnknown(_ keys: [String]) throws(SettingsError) {
        guard let entry = entries.first(where: { !keys.contains($0.key) }) else { return }
        throw failure(
            entry.value, "unknown key '\(entry.key)' in [\(name)]: \(InvalidValue(entry.key, notAmong: keys))")
    }

    private func failure(_ value: SettingsFile.Value, _ problem: String) -> SettingsError {
        SettingsError(path: path, line: value.line, problem: problem)
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
