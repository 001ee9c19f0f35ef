public import Base
import CLinux
import Glibc
import SystemPackage

/// Rules that choose between tables of routes: `ip rule`.
public enum PolicyRouting {
    /// Whether the running kernel has such rules for IPv4 or IPv6: CONFIG_IP_MULTIPLE_TABLES,
    /// CONFIG_IPV6_MULTIPLE_TABLES.
    ///
    /// Without any the list has nobody to hand it out; without those of one family that family is not known
    /// (`lookup_rules_ops` of net/core/fib_rules.c).
    /// - Throws: where the kernel's answer is another.
    public static func isSupported(isIPv6: Bool, by deadline: Deadline) throws(NetlinkError) -> Bool {
        var socket = try NetlinkSocket(.route, by: deadline, limit: 16 << 20)
        // struct fib_rule_hdr begins as struct rtmsg does, and is as long.
        var header = rtmsg()
        header.rtm_family = UInt8(isIPv6 ? AF_INET6 : AF_INET)
        do throws(NetlinkError) {
            _ = try socket.dump(NetlinkRequest(RTM_GETRULE, header))
            return true
        } catch .refused(.notSupportedOnSocket) {
            return false
        } catch .refused(.addressFamilyNotSupported) {
            return false
        }
    }
}
