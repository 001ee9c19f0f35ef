public import KeyFile
public import SystemPackage

/// The options that decide which configuration a NetworkManager reads.
///
/// The defaults are those of every distribution. A running daemon may have been started with others: its
/// `/proc/PID/cmdline` tells.
public struct DaemonOptions: Hashable, Sendable {
    /// `--config`: the main file. Where it is given, a file that is missing or broken keeps the daemon from starting.
    public var configFile: FilePath?
    /// `--config-dir`. A path that does not start with `/` switches the directory off.
    public var configDirectory: FilePath = "/etc/NetworkManager/conf.d"
    /// `--system-config-dir`. The same rule; ignored where it is the same as the directory above.
    public var systemConfigDirectory: FilePath = "/usr/lib/NetworkManager/conf.d"
    /// `--intern-config`; an empty path means none.
    public var internConfig: FilePath = "/var/lib/NetworkManager/NetworkManager-intern.conf"
    /// `--state-file`.
    public var stateFile: FilePath = "/var/lib/NetworkManager/NetworkManager.state"
    /// `--plugins`, which replaces `main.plugins`.
    public var plugins: RawText?
    /// `--configure-and-quit`, with its value.
    public var configureAndQuit: RawText?
    /// `--connectivity-uri`, `-interval` and `-response`: hidden options that set keys of `[connectivity]`.
    public var connectivity: [RawText: RawText] = [:]

    /// Compiled in, without an option.
    public static let runtimeConfigDirectory: FilePath = "/run/NetworkManager/conf.d"
    /// Compiled in, without an option.
    public static let mainFile: FilePath = "/etc/NetworkManager/NetworkManager.conf"
    /// The main file's predecessor, which is still preferred where it exists. Compiled in, without an option.
    public static let legacyMainFile: FilePath = "/etc/NetworkManager/nm-system-settings.conf"

    /// The defaults.
    public init() {}

    /// The options of a process, by its arguments (the first is the program).
    ///
    /// Takes `--name value` and `--name=value` as GLib's option parser does; the last of several wins. Options that do
    /// not matter here are passed over.
    public init(arguments: [RawText]) {
        var rest = arguments.dropFirst()
        while let argument = rest.popFirst() {
            if argument == "--" { break }
            guard argument.hasPrefix("--") else {
                // Of the short options only -p takes a value.
                if argument == "-p" { rest = rest.dropFirst() }
                continue
            }
            let equals = argument.bytes.firstIndex(of: UInt8(ascii: "="))
            let name = RawText(argument.bytes[2..<(equals ?? argument.count)])
            let attached = equals.map { argument.dropFirst($0 + 1) }
            if name == "configure-and-quit" {
                configureAndQuit = attached ?? "true"
            } else if Self.withValue.contains(name), let value = attached ?? rest.popFirst() {
                set(name, to: value)
            }
        }
    }

    private static let withValue: [RawText] = [
        "config", "config-dir", "system-config-dir", "intern-config", "state-file", "no-auto-default", "plugins",
        "pid-file", "log-level", "log-domains", "connectivity-uri", "connectivity-interval", "connectivity-response",
    ]

    private mutating func set(_ name: RawText, to value: RawText) {
        let path = FilePath(value)
        switch name {
        case "config": configFile = path
        case "config-dir": configDirectory = path
        case "system-config-dir": systemConfigDirectory = path
        case "intern-config": internConfig = path
        case "state-file": stateFile = path
        case "plugins": plugins = value
        case "connectivity-uri": connectivity["uri"] = value
        case "connectivity-interval": connectivity["interval"] = value
        case "connectivity-response": connectivity["response"] = value
        default: break
        }
    }
}
