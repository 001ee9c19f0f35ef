public import KeyFile

/// What else decides about a device, beside its traits and the configuration. The defaults are those of a name that is
/// not there yet on a machine about which nothing else is known: nothing speaks against managing it.
public struct DeviceFacts: Hashable, Sendable {
    /// Whether the interface exists now. `[device*] managed=` is judged only when an interface appears.
    public var isPresent = false
    /// What the running daemon says; nil where there is none, or it does not know the interface.
    public var liveManaged: Bool?
    /// What the udev database says.
    public var udev: Udev = .silent
    /// What the daemon's own file about the device says, `/run/NetworkManager/devices/INDEX`.
    public var stateFile: StateFile = .silent
    /// True for a virtual interface, not made by NetworkManager and no veth, that is down or has neither an address nor a port nor a
    /// controller: such are left alone. Nil where that is not known.
    public var isExternalAndIdle: Bool? = false
    /// True for kinds that NetworkManager leaves alone unless told otherwise (those of its generic class, such as ifb).
    public var isUnmanagedByDefault: Bool? = false
    /// True where the interface is attached to a controller that NetworkManager manages.
    public var isPortOfManaged = false
    /// What was asked for over the bus (`Managed = …`), where the daemon tells (state reason 75, from 1.48 on).
    public var explicit: Bool?

    /// The defaults.
    public init() {}

    /// What udev's database says about management.
    public enum Udev: Hashable, Sendable {
        /// Nothing, or there is no udev.
        case silent
        /// These properties, as far as they are set.
        case properties(nmUnmanaged: RawText?, managedBy: RawText?)
        /// It could not be read.
        case undetermined(Uncertainty)

        /// What it amounts to: nil where it says nothing.
        func managed(version: NetworkManagerVersion?) -> (truth: Truth, why: String)? {
            switch self {
            case .silent: return nil
            case .undetermined(let why): return (.unknown(why), why.description)
            case .properties(let nmUnmanaged, let managedBy):
                if let value = nmUnmanaged {
                    // Anything that is not true, garbage included, asks NetworkManager to manage the device.
                    let isUnmanaged = MergeRules.boolean(value) == true
                    return (.known(!isUnmanaged), "udev sets NM_UNMANAGED=\(value)")
                }
                guard let managedBy else { return nil }
                let isOwn = managedBy == "org.freedesktop.NetworkManager"
                guard let version else {
                    return (
                        .unknown(
                            Uncertainty(
                                "NetworkManager asks for ID_NET_MANAGED_BY from 1.46 on, and its version is not known")),
                        "udev sets ID_NET_MANAGED_BY=\(managedBy)"
                    )
                }
                guard version >= NetworkManagerVersion(1, 45, 0) else { return nil }
                return (.known(isOwn), "udev sets ID_NET_MANAGED_BY=\(managedBy)")
            }
        }
    }

    /// The daemon's own file about a device, which it reads once, when it starts.
    public enum StateFile: Hashable, Sendable {
        /// No file, or one that does not say.
        case silent
        /// `managed=`.
        case managed(Bool)
        /// It could not be read.
        case undetermined(Uncertainty)

        /// Reads the bytes of the file; broken ones count as silent, as for NetworkManager.
        public init(parsing bytes: [UInt8]) {
            let value = (try? KeyFile(parsing: bytes))?.group("device")?.value(of: "managed")
            self = MergeRules.boolean(value).map { .managed($0) } ?? .silent
        }
    }
}
