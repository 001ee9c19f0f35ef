import ArgumentParser
import Carriers
import SystemPackage

/// What a carrier is made for.
struct RenderOptions: ParsableArguments {
    @Option(
        help: .init("machineconfig: pool of nodes. Repeatable, or separated by commas.", "ROLE", standard: "worker"),
        transform: OptionValue.checked(Self.roles))
    private var role: [String] = []

    @Option(
        help: .init("machineconfig: name of the object, for one role.", "NAME", standard: "99-ROLE-nmfence"),
        transform: OptionValue.checked(Self.objectName))
    private var name: String?

    @Option(
        help: .init(
            "machineconfig, butane, ignition: version of Ignition's specification.", "VERSION",
            values: IgnitionVersion.all.map(\.text), standard: IgnitionVersion.usual.text),
        completion: .list(IgnitionVersion.all.map(\.text)), transform: OptionValue.checked(Self.ignition))
    private var ignition: String?

    @Flag(help: "Also deliver the units of 'render systemd', enabled.")
    private var units = false

    @Flag(help: "Units and playbooks: also set up interfaces of Calico that were taken down.")
    private var restoreLinks = false

    @Option(
        help: .init("Path of nmfence on the nodes.", "PATH", standard: RenderRequest.usualProgram),
        completion: .file(), transform: OptionValue.checked(Self.path))
    private var program: String?

    @Option(
        help: .init(
            "daemonset, systemd, npd: time between two checks (default: 5m; of the timer 15m).", "DURATION"),
        transform: OptionValue.checked(OptionValue.interval))
    private var interval: String?

    @Option(
        help: .init("daemonset, systemd: folder of node_exporter's textfile collector on the nodes.", "DIR"),
        completion: .directory, transform: OptionValue.checked(Self.path))
    private var textfile: String?

    @Option(
        help: .init("daemonset: container image that has nmfence as /nmfence.", "REFERENCE"),
        transform: OptionValue.checked(Self.image))
    private var image: String?

    @Flag(help: "daemonset: with SecurityContextConstraints for OpenShift.")
    private var openshift = false

    /// The options that were given, each with its words.
    private var given: [(option: CarrierOption, words: [String])] {
        let values: [(CarrierOption, [String])] = [
            (.role, role), (.name, [name].compactMap(\.self)), (.ignition, [ignition].compactMap(\.self)),
            (.program, [program].compactMap(\.self)), (.interval, [interval].compactMap(\.self)),
            (.textfile, [textfile].compactMap(\.self)), (.image, [image].compactMap(\.self)),
        ]
        let flags: [(CarrierOption, Bool)] = [
            (.units, units), (.restoreLinks, restoreLinks), (.openshift, openshift),
        ]
        return values.filter { !$0.1.isEmpty }.map { option, values in
            (option, values.flatMap { ["--" + option.rawValue, $0] })
        } + flags.filter { $0.1 }.map { option, _ in (option, ["--" + option.rawValue]) }
    }

    /// The options that were given, as words of a command line: how the result is written does not matter for it.
    var words: [String] { given.flatMap(\.words) }

    /// What would have no effect was meant for another kind.
    func refuseOptions(notFor carrier: any Carrier) throws(CommandFailure) {
        let given = Set(given.map(\.option))
        if let option = CarrierOption.allCases.first(where: { given.contains($0) && !carrier.options.contains($0) }) {
            let kinds = CarrierTable.all.filter { $0.options.contains(option) }.map(\.name)
            throw .usage(
                "--\(option.rawValue) has no effect on '\(carrier.name)'; it is for \(kinds.joined(separator: ", "))")
        }
        if let option = carrier.requiredOptions.subtracting(given).first {
            throw .usage("'\(carrier.name)' needs --\(option.rawValue)")
        }
        // Both are for the units of the check, which go along with a file only where they are wanted.
        if carrier.options.contains(.units), !units,
            let option = [CarrierOption.interval, .textfile].first(where: given.contains)
        {
            throw .usage("--\(option.rawValue) has no effect without --units")
        }
    }

    /// Adds it to what was asked for.
    func apply(to request: inout RenderRequest) throws(CommandFailure) {
        if !role.isEmpty { request.roles = [] }
        for text in role {
            for role in try OptionValue.read(text, Self.roles) where !request.roles.contains(role) {
                request.roles.append(role)
            }
        }
        if name != nil, request.roles.count > 1 { throw .usage("--name needs a single --role") }
        request.name = name
        if let ignition { request.ignition = try OptionValue.read(ignition, Self.ignition) }
        if let program { request.program = program }
        // Not every reader takes a number without a unit.
        request.interval = interval.map { Double($0) == nil ? $0 : $0 + "s" }
        request.textfile = textfile
        request.image = image
        request.hasUnits = units
        request.restoresLinks = restoreLinks
        request.isOpenShift = openshift
    }

    /// Names of pools, each one label of a DNS name: it becomes part of one.
    private static func roles(_ text: String) throws(InvalidValue) -> [String] {
        let roles = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        for role in roles where role.count > 42 || !isName(role, "-") {
            throw InvalidValue("'\(role)' is not the name of a pool such as worker or master")
        }
        return roles
    }

    private static func objectName(_ text: String) throws(InvalidValue) -> String {
        guard text.count <= 200, isName(text, "-.") else {
            throw InvalidValue("a name has lower-case letters, digits, '-' and '.', such as 99-worker-nmfence")
        }
        return text
    }

    private static func ignition(_ text: String) throws(InvalidValue) -> IgnitionVersion {
        guard let version = IgnitionVersion(text) else {
            throw InvalidValue(text, notAmong: IgnitionVersion.all.map(\.text))
        }
        return version
    }

    /// A path that needs no quotes anywhere: it goes into units, scripts, YAML and Python.
    private static func path(_ text: String) throws(InvalidValue) -> String {
        guard text.hasPrefix("/"), !text.hasSuffix("/"), hasOnly(text, "/+-._" + capitals) else {
            throw InvalidValue("it must be an absolute path of letters, digits and '+', '-', '.', '_'")
        }
        return text
    }

    private static func image(_ text: String) throws(InvalidValue) -> String {
        guard hasOnly(text, "._:/@-" + capitals), text.first.map("._:/@-".contains) == false else {
            throw InvalidValue("it is no reference such as registry.example.com/nmfence:1.0")
        }
        return text
    }

    private static let capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    /// Whether a text has only ASCII letters that are small, digits, and these characters.
    private static func hasOnly(_ text: String, _ more: String) -> Bool {
        text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || more.utf8.contains($0) }
    }

    /// Whether it begins and ends with a letter or a digit, too.
    private static func isName(_ text: String, _ more: String) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        return hasOnly(text, more) && !more.contains(first) && !more.contains(last)
    }
}
