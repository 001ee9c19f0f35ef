import Base
import CLinux
public import SystemPackage

/// What a network device does by itself for the kernel, such as sums: `ethtool -k`.
public enum LinkFeature {
    /// Whether a feature is switched on.
    /// - Parameters:
    ///   - feature: the kernel's name, such as `tx-checksum-ip-generic`.
    ///   - interface: in this process's network namespace.
    /// - Returns: no where the device does not have it.
    /// - Throws: where the device cannot be asked.
    public static func isOn(_ feature: String, of interface: String) throws(Errno) -> Bool {
        do throws(Errno) { return try systemCall { nmfence_has_feature(interface, feature) } == 1 } catch {
            if error == .noSuchFileOrDirectory { return false }
            throw error
        }
    }
}
