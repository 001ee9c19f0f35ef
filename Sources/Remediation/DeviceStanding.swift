import Fence
import NetworkManager

/// How NetworkManager stands to a device, as far as that does not change by itself while an activation goes on.
enum DeviceStanding: Hashable {
    /// It leaves the device alone.
    case unmanaged
    /// It manages the device, and has not configured it.
    case waiting
    /// It only watches what others configured.
    case external
    /// It configured the device.
    case connected

    init(_ device: Device) {
        if !device.isManaged {
            self = .unmanaged
        } else if device.state == .activated {
            self = device.isExternallyConnected == true ? .external : .connected
        } else {
            self = .waiting
        }
    }
}
