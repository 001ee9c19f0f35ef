import Base
import CLinux
import Glibc
import Netlink
import SystemPackage

/// Asks for a table of the older x_tables, as `iptables-legacy` and `ip6tables-legacy` do. Ref:
/// net/ipv4/netfilter/ip_tables.c, do_ipt_get_ctl.
struct XTableSocket: ~Copyable {
    /// Longer tables are not read.
    private static let limit = 64 << 20
    /// How often a table is read again that changed in between.
    private static let attempts = 4

    private let name: XTableName
    private let descriptor: Int32
    private var isIPv6: Bool { name.table.family == .ip6 }

    init(_ name: XTableName) throws(NetlinkError) {
        self.name = name
        let domain = name.table.family == .ip6 ? AF_INET6 : AF_INET
        do throws(Errno) {
            descriptor = try systemCall {
                socket(domain, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), Int32(IPPROTO_RAW))
            }
        } catch { throw .refused(error) }
    }

    deinit { close(descriptor) }

    /// The table's chains.
    func chains() throws(NetlinkError) -> [Chain] {
        // `struct ipt_getinfo`, which is also that of ip6_tables; so is the beginning of `struct ipt_get_entries`.
        var question = Array(name.table.name.utf8.prefix(Int(XT_TABLE_MAXNAMELEN) - 1))
        question += [UInt8](repeating: 0, count: Int(XT_TABLE_MAXNAMELEN) - question.count)
        for _ in 0..<Self.attempts {
            var bytes = question + [UInt8](repeating: 0, count: MemoryLayout<ipt_getinfo>.size - question.count)
            try ask(isIPv6 ? IP6T_SO_GET_INFO : IPT_SO_GET_INFO, &bytes)
            guard let info = bytes.load(ipt_getinfo.self) else { throw .malformed }
            guard info.size <= UInt32(Self.limit) else { throw .tooLarge(limit: Self.limit) }
            let header = MemoryLayout<ipt_get_entries>.size
            var answer = question + [UInt8](bytesOf: info.size)
            answer += [UInt8](repeating: 0, count: header - answer.count + Int(info.size))
            do throws(NetlinkError) {
                try ask(isIPv6 ? IP6T_SO_GET_ENTRIES : IPT_SO_GET_ENTRIES, &answer)
            } catch .refused(.resourceTemporarilyUnavailable) {
                // It has another size by now.
                continue
            }
            guard let chains = XTable(name, info, Array(answer[header...])).chains else { throw .malformed }
            return chains
        }
        throw .changing
    }

    private func ask(_ option: Int32, _ buffer: inout [UInt8]) throws(NetlinkError) {
        var length = socklen_t(buffer.count)
        let level = Int32(isIPv6 ? IPPROTO_IPV6 : IPPROTO_IP)
        do throws(Errno) {
            try systemCall { getsockopt(descriptor, level, option, &buffer, &length) }
        } catch { throw .refused(error) }
    }
}
