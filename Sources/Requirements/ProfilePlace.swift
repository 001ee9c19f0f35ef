/// A line of a profile's file.
public struct ProfilePlace: Hashable, Sendable, CustomStringConvertible {
    /// The profile's name: its file is called so, and `.conf`.
    public let profile: String
    /// The line, counted from 1; 0 where the whole file is meant.
    public let line: Int

    /// `calico-3.16.conf:120`.
    public var description: String { line == 0 ? "\(profile).conf" : "\(profile).conf:\(line)" }
}
