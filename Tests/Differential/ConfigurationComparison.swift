import Foundation
import KeyFile
import NetworkManagerConfiguration
import SystemPackage

/// Gives cases to a NetworkManager and to the prediction, and tells where they differ.
struct ConfigurationComparison {
    let root: String
    let version: NetworkManagerVersion
    let compiledPlugins: RawText

    init?(root: String) {
        self.root = root
        let printed = Child.run(["chroot", root, "/usr/sbin/NetworkManager", "--version"])
        guard let version = NetworkManagerVersion(String(decoding: printed.output, as: UTF8.self)) else { return nil }
        self.version = version
        let empty = Case(files: [])
        try? empty.write()
        let defaults = String(
            decoding: Child.run(["chroot", root, "/usr/sbin/NetworkManager", "--print-config"]).output, as: UTF8.self)
        let line = defaults.split(separator: "\n").first { $0.hasPrefix("# plugins=") }
        compiledPlugins = RawText(String(line?.dropFirst(10) ?? ""))
    }

    /// The difference in words; nil where there is none.
    func difference(_ example: Case) -> String? {
        do { try example.write() } catch { return "the case cannot be written: \(error)" }
        // First, because NetworkManager rewrites its own file.
        let predicted = predict(example)
        let actual = Child.run(
            ["chroot", root, "/usr/sbin/NetworkManager", "--print-config"] + example.arguments,
            environment: example.environment)
        guard actual.status == 0 || actual.status == 7 else {
            // Bad options are refused before any file is read.
            return actual.status == 1 ? nil : "NetworkManager ended with \(actual.status): \(Case.shown(actual.errors))"
        }
        let refuses = actual.status == 7
        if refuses != !predicted.refusals.isEmpty {
            return refuses
                ? "NetworkManager refuses (\(Case.shown(actual.errors))), predicted that it does not"
                : "NetworkManager accepts, predicted that it refuses: \(predicted.refusals.map(\.message))"
        }
        if refuses { return nil }
        let printed = PrintedConfiguration(parsing: actual.output)
        let expected = printed.sorted
        let found = shape(predicted).sorted
        if expected != found {
            let differing = expected.filter { !found.contains($0) }.map { show($0) }
            let own = found.filter { !expected.contains($0) }.map { show($0) }
            return
                "NetworkManager has\n      \(differing.joined(separator: "\n      "))\n    predicted\n      "
                + "\(own.joined(separator: "\n      "))"
        }
        for prefix in ["device", "connection"] as [RawText] {
            let order = printed.order(of: prefix)
            let own = Array(shape(predicted).order(of: prefix).reversed())
            if order != own { return "order of [\(prefix)*]: NetworkManager \(order), predicted \(own)" }
        }
        return nil
    }

    private func show(_ group: PrintedConfiguration.Group) -> String {
        "[\(Case.shown(group.name.bytes))] "
            + group.entries.map { $0.map { Case.shown($0.bytes) }.joined(separator: "=") }.joined(separator: " | ")
    }

    func predict(_ example: Case) -> ConfigurationStack {
        let options = DaemonOptions(arguments: (["NetworkManager"] + example.arguments).map { RawText($0) })
        let variables = Dictionary(uniqueKeysWithValues: example.environment.map { (RawText($0), RawText($1)) })
        return ConfigurationStack(
            reading: DirectoryReader(), options: options, version: version, environment: .known(variables),
            compiled: CompiledPlugins(defaults: compiledPlugins))
    }

    private func shape(_ stack: ConfigurationStack) -> PrintedConfiguration {
        var entries: [RawText: [[RawText]]] = [:]
        for setting in stack.settings { entries[setting.section, default: []].append([setting.key, setting.value]) }
        var printed = PrintedConfiguration(
            groups: stack.sectionNames.map { .init(name: $0, entries: entries[$0] ?? []) })
        printed.groups.removeAll { $0.entries.isEmpty && ["main", "logging", "device"].contains($0.name.description) }
        return printed
    }
}
