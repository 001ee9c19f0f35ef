/// A version of Ignition's specification that can carry a file and units in the form that is written here.
public struct IgnitionVersion: Hashable, Sendable {
    /// As it stands in the config: `3.2.0`.
    public let text: String
    /// The first version of Butane's `fcos` variant that makes it.
    let butane: String

    /// All of them. OpenShift's 4.6 to 4.18 take 3.2.0, Fedora CoreOS and Flatcar every one.
    public static let all = [
        IgnitionVersion(text: "3.0.0", butane: "1.0.0"), IgnitionVersion(text: "3.1.0", butane: "1.1.0"),
        usual, IgnitionVersion(text: "3.3.0", butane: "1.4.0"), IgnitionVersion(text: "3.4.0", butane: "1.5.0"),
        IgnitionVersion(text: "3.5.0", butane: "1.6.0"),
    ]

    /// The default.
    public static let usual = IgnitionVersion(text: "3.2.0", butane: "1.2.0")

    /// The version of this name.
    public init?(_ text: String) {
        guard let version = Self.all.first(where: { $0.text == text }) else { return nil }
        self = version
    }

    private init(text: String, butane: String) {
        self.text = text
        self.butane = butane
    }
}
