public import Base

extension Profile {
    /// The profile that is meant where nothing says otherwise.
    public static let defaultName = "calico-3.16"

    /// The names of all profiles, the oldest release first.
    public static var names: [String] { ProfileFiles.builtIn.files.map(\.name) }

    /// The names of what can be laid over a profile: `--with`.
    public static var additions: [String] { ProfileFiles.additions.files.map(\.name) }

    /// The profile of the newest release that is not newer than this one: nothing changed in between.
    ///
    /// A release before the first profile gets the first.
    public static func name(for release: Release) -> String {
        names.last { name in
            Release(name.split(separator: "-").last ?? "").map { $0 <= release } ?? false
        } ?? defaultName
    }
}
