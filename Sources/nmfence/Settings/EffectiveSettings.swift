import Checks
import NetworkManagerConfiguration
import Reporting

/// What the options, the environment and nmfence.conf say together: the first of them that says something.
struct EffectiveSettings {
    /// Where a value was given.
    private enum Source {
        case option(String)
        case variable(Variable)
        case file(String, line: Int)

        var description: String {
            switch self {
            case .option(let name): name
            case .variable(let variable): variable.rawValue
            case .file(let path, let line): "\(path):\(line)"
            }
        }
    }

    private struct Value {
        let text: String
        let source: Source
    }

    private var values: [Setting: [Value]] = [:]

    /// What the command line says and, where it says nothing, the environment: all of it can be read.
    init(_ given: [Setting: [String]]) throws(CommandFailure) {
        for (setting, texts) in given {
            if !texts.isEmpty {
                values[setting] = texts.map { Value(text: $0, source: .option(setting.option)) }
            } else if let variable = setting.variable, let text = try variable.text() {
                values[setting] = [Value(text: text, source: .variable(variable))]
            }
            for value in values[setting] ?? [] { try check(setting, value) }
        }
    }

    private func check(_ setting: Setting, _ value: Value) throws(CommandFailure) {
        do { try setting.check(value.text) } catch {
            let place = if case .variable(let variable) = value.source { " in \(variable.rawValue)" } else { "" }
            throw .usage("invalid value '\(value.text)'\(place): \(error)")
        }
    }

    /// Lays what the file says below it.
    mutating func add(_ file: SettingsFile) {
        for (setting, texts) in file.values where values[setting] == nil || setting.addsUp {
            values[setting, default: []] += texts.map {
                Value(text: $0.text, source: .file(file.path, line: $0.line))
            }
        }
    }

    /// The text of a setting that has one value; nil where nothing says it.
    subscript(setting: Setting) -> String? { values[setting]?.first?.text }

    /// The texts of a setting that may have several.
    func all(_ setting: Setting) -> [String] { (values[setting] ?? []).map(\.text) }

    /// What was not said in this run, but in the file: the place; nil where it was.
    func place(inFile setting: Setting) -> String? {
        guard case .file(let path, let line)? = values[setting]?.first?.source else { return nil }
        return "\(path):\(line)"
    }

    /// When the whole run ends, in seconds from now.
    func timeLimit() throws(CommandFailure) -> Double {
        try self[.timeout].map { text throws(CommandFailure) in try OptionValue.read(text, OptionValue.seconds) } ?? 30
    }

    /// Name patterns to fence besides the profile's.
    func patterns() throws(CommandFailure) -> [InterfacePattern] {
        try all(.patterns).map { text throws(CommandFailure) in try OptionValue.read(text, InterfacePattern.init) }
    }

    /// What the checks are told.
    /// - Parameter interfaces: those that must be unmanaged.
    func inputs(_ interfaces: [InterfacePattern]) -> CheckInputs {
        var inputs = CheckInputs()
        inputs.encapsulations = values[.encapsulation] == nil ? nil : all(.encapsulation)
        inputs.apiServer = self[.apiserver]
        inputs.peers = all(.peers)
        inputs.patterns = interfaces
        return inputs
    }

    /// Where a pattern was given.
    func source(ofPattern text: String) -> String {
        (values[.patterns] ?? []).first { $0.text == text }?.source.description ?? "the command line"
    }

    /// Every setting, what is in effect, and where that comes from.
    var rows: [Listing.Row] {
        Setting.allCases.flatMap { setting -> [Listing.Row] in
            guard let values = values[setting] else {
                return [Listing.Row(name: setting.rawValue, meaning: setting.standard, source: "default")]
            }
            return values.map { value in
                Listing.Row(name: setting.rawValue, meaning: value.text, source: value.source.description)
            }
        }
    }
}

extension Waivers {
    /// Every waiver, what it says, and where it stands.
    var rows: [Listing.Row] {
        all.map { waiver in
            Listing.Row(
                name: "\(waiver.kind) \(waiver.name)",
                meaning: "\(waiver.globs.joined(separator: ";")): \(waiver.summary)",
                source: "\(waiver.path):\(waiver.line)")
        }
    }
}
