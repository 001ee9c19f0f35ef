/// What NetworkManager lets a caller do.
public enum Permission: String, Hashable, Sendable, CaseIterable {
    /// Read the configuration again.
    case reload = "org.freedesktop.NetworkManager.reload"
    /// Make a device managed or unmanaged.
    case networkControl = "org.freedesktop.NetworkManager.network-control"

    /// Whether a caller may.
    public enum Answer: Hashable, Sendable {
        /// It may.
        case yes
        /// It may not.
        case no
        /// It might after giving a password, for which nobody is there: the call is refused.
        case afterAuthentication
        /// An answer that is not known here.
        case other(String)

        init(_ text: String) {
            self =
                switch text {
                case "yes": .yes
                case "no": .no
                case "auth": .afterAuthentication
                default: .other(text)
                }
        }
    }
}
