public import Base
import KeyFile

/// What else decides about a device, besides its traits and the configuration. The defaults are those of a name that is
/// not there yet on a machine about which nothing else is known: no setting excludes it.
public struct DeviceFacts: Hashable, Sendable {
    /// Whether the interface exists now. `[device*] managed=` is judged only when an interface appears.
    public var isPresent = false
    /// What the running daemon says; nil where there is none, or it does not know the interface.
    public var liveManaged: Bool?
    /// Which of its flags keeps the running daemon from managing the device, where it tells (from 1.48 on).
    public var liveCause: ManagedDecision.Cause?
    /// Whether the running daemon has read the files as they are: a reload then changes nothing.
    public var isReadAsItIs: Answer = .unknown
    /// What the udev database says.
    public var udev: Udev = .silent
    /// What the daemon's own file about the device says, `/run/NetworkManager/devices/INDEX`.
    public var stateFile: StateFile = .silent
    /// Yes for a virtual interface, not made by NetworkManager and no veth, that is down or has neither an address nor
    /// a port nor a controller: such are left alone.
    public var isExternalAndIdle = Answer.no
    /// Yes for kinds that NetworkManager leaves alone unless told otherwise (those of its generic class, such as ifb).
    public var isUnmanagedByDefault = Answer.no
    /// True where the interface is attached to a controller that NetworkManager manages.
    public var isPortOfManaged = false
    /// What was asked for over the bus (`Managed = …`), where the daemon tells (state reason 75, from 1.48 on).
    public var explicit: Bool?

    /// The defaults.
    public init() {}

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
