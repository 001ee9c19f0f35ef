import CLinux
import Glibc
import Netlink

/// The names of sets of ip_set, which rules have by numbers. Ref: net/netfilter/ipset/ip_set_core.c, ip_set_sockfn_get.
enum IPSetName {
    /// Nil where there is no set of this number.
    static func name(of number: UInt16) -> String? {
        let socket = socket(AF_INET, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), Int32(IPPROTO_RAW))
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var request = ip_set_req_get_set()
        request.op = UInt32(IP_SET_OP_GET_BYINDEX)
        request.version = UInt32(IPSET_PROTOCOL_MIN)
        request.set.index = number
        var length = socklen_t(MemoryLayout<ip_set_req_get_set>.size)
        guard getsockopt(socket, Int32(IPPROTO_IP), SO_IP_SET, &request, &length) == 0 else { return nil }
        // The name comes back in the number's place.
        let name = [UInt8](bytesOf: request.set.name)[...].text
        return name.isEmpty ? nil : name
    }
}
