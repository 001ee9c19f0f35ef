import Glibc
import SystemPackage

/// Reads the tables of the older xtables, which `iptables-legacy` and `ip6tables-legacy` write: linux/netfilter_ipv4/ip_tables.h
/// and linux/netfilter_ipv6/ip6_tables.h.
enum LegacyTables {
    /// IPT_SO_GET_INFO and IPT_SO_GET_ENTRIES; IP6T_SO_GET_INFO and IP6T_SO_GET_ENTRIES are the same numbers.
    private static let (getInformation, getEntries): (Int32, Int32) = (64, 65)
    /// Longer tables are not read.
    private static let limit = 64 << 20

    /// The chains of a table that is in use already: to ask for another would load it.
    static func chains(of table: String, _ layout: LegacyLayout) throws(NetlinkError) -> [FilterChain] {
        let isIPv6 = layout.family == .ip6
        let socket = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), 255)
        guard socket >= 0 else { throw .refused(Errno(rawValue: errno)) }
        defer { close(socket) }
        let name = Array(table.utf8.prefix(31))
        let field = name + [UInt8](repeating: 0, count: 32 - name.count)
        // A table that grows in between is asked for again: the kernel then says EAGAIN.
        for _ in 0..<4 {
            var information = field + [UInt8](repeating: 0, count: 52)
            try ask(socket, isIPv6, getInformation, &information)
            guard let size = information.number32(at: 80).map(Int.init), let hooks = information.number32(at: 32)
            else { throw .malformed }
            guard size <= limit else { throw .tooLarge(limit: limit) }
            // The entries begin at a multiple of eight.
            var answer = field + [UInt8](repeating: 0, count: 8 + size)
            answer.replaceSubrange(32..<36, with: information[80..<84])
            do throws(NetlinkError) {
                try ask(socket, isIPv6, getEntries, &answer)
            } catch {
                if error == .refused(.resourceTemporarilyUnavailable) { continue }
                throw error
            }
            let entries = (0..<5).map {
                hooks >> $0 & 1 == 1 ? information.number32(at: 36 + $0 * 4).map(Int.init) : nil
            }
            guard let chains = LegacyTable(table, layout, Array(answer[40...]), hooks: entries).chains
            else { throw .malformed }
            return chains
        }
        throw .changing
    }

    private static func ask(
        _ socket: Int32, _ isIPv6: Bool, _ option: Int32, _ buffer: inout [UInt8]
    ) throws(NetlinkError) {
        var length = socklen_t(buffer.count)
        guard getsockopt(socket, Int32(isIPv6 ? IPPROTO_IPV6 : IPPROTO_IP), option, &buffer, &length) == 0 else {
            throw .refused(Errno(rawValue: errno))
        }
    }
}
