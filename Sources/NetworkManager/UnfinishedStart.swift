import Base
internal import DBus

/// How far a NetworkManager came that was not ready before the deadline.
public struct UnfinishedStart: Hashable, Sendable, CustomStringConvertible {
    /// The steps of a start, as the bus shows them.
    public enum Phase: Hashable, Sendable {
        /// Its process is there, its name is not: from 1.44 on the name comes last.
        case name
        /// Its name is there, its objects are not: before 1.44 the name comes first, 20 to 200 ms earlier.
        case objects
    }

    /// What was waited for.
    public let phase: Phase
    /// For how long.
    public let waited: Duration

    /// One clause without a full stop, such as "NetworkManager is still starting: …".
    public var description: String {
        let what =
            switch phase {
            case .name: "its process runs, but its name is not on the bus yet"
            case .objects: "its name is on the bus, but its objects are not yet"
            }
        return "NetworkManager is still starting: \(what) after \(waited.inSeconds)"
    }
}
