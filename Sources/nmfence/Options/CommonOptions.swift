import ArgumentParser
import Checks
import Fence
import Glibc
import NetworkManagerConfiguration
import Reporting
import Requirements
import SystemPackage

/// The options that every verb takes: which node is looked at, how, and how the result is shown.
///
/// One group, since each costs some 700,000 instructions at every start.
struct CommonOptions<Format: OutputFormat>: ParsableArguments {
    @Option(
        help: .init("Root directory of the node, image or container host.", "DIR", standard: "/", variable: .root),
        completion: .directory, transform: OptionValue.checked(FilePath.init(argument:)))
    private var root: String?

    @Option(
        help: .init(
            "Requirement profile ('nmfence list profiles'), or 'auto' for the release of Calico on the node. "
                + "Repeatable.", "NAME", standard: ProfileChoice.automatic, variable: .profile),
        completion: .list(CompletedNames.profiles), transform: OptionValue.checked(OptionValue.profile))
    private var profile: [String] = []

    @Option(
        help: .init("Also protect interfaces matching GLOB ('*' and '?'). Repeatable.", "GLOB"),
        completion: CompletedNames.interfaces, transform: OptionValue.checked(InterfacePattern.init))
    private var pattern: [String] = []

    @Option(
        help: .init(
            "Add what this needs: interfaces, ports and kernel modules. "
                + "Repeatable.", "NAME", values: Profile.additions),
        completion: .list(Profile.additions), transform: OptionValue.checked(OptionValue.addition))
    private var with: [String] = []

    @Option(
        help: .init("Settings of this node (default: /etc/nmfence/nmfence.conf in DIR).", "FILE"),
        completion: .file(), transform: OptionValue.checked(FilePath.init(argument:)))
    private var config: String?

    @Flag(help: "Do not contact D-Bus; evaluate configuration files only.")
    var offline = false

    @Option(
        help: .init("D-Bus address of NetworkManager's bus (default: the system bus, or that in DIR).", "ADDRESS"))
    var bus: String?

    @Option(
        name: .customLong("nm-version"),
        help: .init("Assume this NetworkManager version (default: running or installed).", "VERSION"),
        transform: OptionValue.checked(Self.version))
    var networkManagerVersion: String?

    @Option(
        help: .init("Time limit for the whole run, in seconds.", "SECONDS", standard: "30", variable: .timeout),
        transform: OptionValue.checked(OptionValue.seconds))
    private var timeout: String?

    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output")],
        help: .init(
            "Output format.", "FORMAT", values: Format.names, standard: Format.standard.rawValue, variable: .output),
        completion: .list(Format.names), transform: OptionValue.checked(Format.init(named:)))
    private var format: String?

    @Option(
        help: .init(
            "When to use colour.", "WHEN", values: Colouring.names, standard: Colouring.auto.rawValue,
            variable: .color),
        completion: .list(Colouring.names), transform: OptionValue.checked(Colouring.init(named:)))
    private var color: String?

    @Flag(name: .shortAndLong, help: "Print nothing but a document requested with -o; use the exit status.")
    private var quiet = false

    @Flag(name: .shortAndLong, help: "Show more: checks that passed or were skipped, and lists in full.")
    private var verbose = false

    @Flag(help: "Trace D-Bus calls with their duration on standard error.")
    var debug = false

    /// Whether somebody looks on who is to know what a long wait is for.
    var saysWaits: Bool { !quiet && isatty(STDERR_FILENO) == 1 }

    /// The root directory.
    var rootPath: FilePath {
        get throws(CommandFailure) {
            try Variable.root.value(unless: root, takesPath: true, FilePath.init(argument:)) ?? "/"
        }
    }

    /// What it says that nmfence.conf may say as well.
    var settings: [Setting: [String]] {
        [
            .profile: profile, .patterns: pattern, .with: with,
            .timeout: timeout.map { [$0] } ?? [],
        ]
    }

    /// The settings of this node, where the user named a file.
    var settingsFile: FilePath? {
        get throws(CommandFailure) {
            try config.map { text throws(CommandFailure) in try OptionValue.read(text, FilePath.init(argument:)) }
        }
    }

    /// How the result is shown.
    /// - Parameter isFull: whether everything is to be shown that is known.
    func presentation(isFull: Bool = false) throws(CommandFailure) -> Presentation<Format> {
        let wanted = try Variable.output.value(unless: format, Self.format) ?? .standard
        let colouring = try Variable.color.value(unless: color, Colouring.init(named:)) ?? .auto
        // -q is for those who look on: a document that was asked for in so many words is not for them.
        let asksForDocument = format.map { $0 != Format.standard.rawValue } ?? false
        return Presentation(
            format: wanted,
            layout: TextLayout(
                style: TextStyle(isColoured: Terminal.coloursResults(colouring)), width: Terminal.width(STDOUT_FILENO),
                isUnicode: Terminal.isUnicode, detail: isFull ? .all : verbose ? .verbose : .brief),
            isSilent: quiet && !asksForDocument, isQuiet: quiet)
    }

    private static func version(_ text: String) throws(InvalidValue) -> String {
        guard NetworkManagerVersion(text) != nil else { throw InvalidValue("not a version such as 1.42.4") }
        return text
    }

    /// The format of this name; where only other verbs have it, the usual one: the variable is set once for all of
    /// them.
    private static func format(_ name: String) throws(InvalidValue) -> Format {
        if let format = Format(rawValue: name) { return format }
        if FormatTable.has(name) { return .standard }
        throw InvalidValue(name, notAmong: Format.names)
    }
}
