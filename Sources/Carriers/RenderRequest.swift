/// What `render` was asked for, checked: everything that a carrier is made of.
///
/// A carrier is a function of this and of nothing else, so that the same command gives the same bytes on every machine.
public struct RenderRequest: Sendable {
    /// The file that `fix` would write on a node that has nothing in the way, and where.
    public var dropIn: (path: String, contents: [UInt8])
    /// Every name or glob of an interface that the drop-in fences.
    public var interfaces: [String]
    /// The version of nmfence, the profile, and the command line as a person would type it: for comments.
    public var origin: (version: String, profile: String, command: String)
    /// The profiles that were named; none where each node is to find its own.
    public var profiles: [String]
    /// The patterns that were given.
    public var patterns: [String]
    /// Where nmfence is on the nodes.
    public var program = RenderRequest.usualProgram
    /// The pools of OpenShift.
    public var roles = ["worker"]
    /// The name of the object; nil for the usual one.
    public var name: String?
    /// The version of Ignition's specification.
    public var ignition = IgnitionVersion.usual
    /// The container image of nmfence.
    public var image: String?
    /// The time between two checks, as systemd and Prometheus write it; nil for the usual one.
    public var interval: String?
    /// The folder of node_exporter's textfile collector.
    public var textfile: String?
    /// Whether units go along with the file.
    public var hasUnits = false
    /// Whether `fix` sets up links that were taken down.
    public var restoresLinks = false
    /// Whether objects that only OpenShift knows go along.
    public var isOpenShift = false

    /// Where the README installs the program.
    public static let usualProgram = "/usr/local/sbin/nmfence"

    /// A request with the usual values for everything else.
    public init(
        dropIn: (path: String, contents: [UInt8]), interfaces: [String],
        origin: (version: String, profile: String, command: String),
        profiles: [String], patterns: [String]
    ) {
        self.dropIn = dropIn
        self.interfaces = interfaces
        self.origin = origin
        self.profiles = profiles
        self.patterns = patterns
    }

    /// The comment that says where a file comes from.
    var remark: String {
        "Made by nmfence \(origin.version), profile \(origin.profile): \(origin.command)"
    }

    /// The options that runs on nodes need to judge by the same requirements.
    var selection: [String] { profiles.flatMap { ["--profile", $0] } + patterns.flatMap { ["--pattern", $0] } }

    /// The drop-in as text; every byte of it is UTF-8, as the patterns are.
    var dropInText: String { String(decoding: dropIn.contents, as: UTF8.self) }

    /// What every template may name.
    var values: [String: String] {
        [
            "remark": remark, "program": program, "path": dropIn.path, "base64": dropIn.contents.base64,
            "version": origin.version,
        ]
    }

    /// A template with the values of the request and others.
    func fill(_ template: [UInt8], _ more: [String: String] = [:]) -> String {
        Template(template).filled(values.merging(more) { $1 })
    }
}
