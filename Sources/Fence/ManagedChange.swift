public import NetworkManager

/// What `explain --follow` tells: how NetworkManager's hold on an interface changed, or that it came or went itself.
public struct ManagedChange {
    /// What happened.
    public enum Event: String, Hashable, Sendable {
        /// The interface was there when following began, or when NetworkManager came back.
        case present
        /// It appeared.
        case added
        /// It became managed or unmanaged.
        case changed
        /// It is gone.
        case removed
        /// It is there, and NetworkManager does not know it any more, as when it ends.
        case forgotten
        /// NetworkManager is gone, or cannot be asked.
        case lost
        /// NetworkManager is there again.
        case found
    }

    /// What happened.
    public let event: Event
    /// The device; nil where it is about NetworkManager itself.
    public let device: WatchedDevice?
    /// Whether it was managed before; nil where nobody knows.
    public let wasManaged: Bool?
    /// What the files say of it, for what is there.
    public let explanation: InterfaceExplanation?
    /// Why NetworkManager says nothing.
    public let silence: String?

    /// A change of a device.
    public init(_ event: Event, _ device: WatchedDevice, wasManaged: Bool?, _ explanation: InterfaceExplanation?) {
        (self.event, self.device, self.wasManaged, self.explanation) = (event, device, wasManaged, explanation)
        silence = nil
    }

    /// A change of NetworkManager itself.
    public init(_ event: Event, silence: String? = nil) {
        (self.event, self.silence) = (event, silence)
        (device, wasManaged, explanation) = (nil, nil, nil)
    }
}
