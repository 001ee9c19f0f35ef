import CLinux
import Foundation
import TestSupport
import Testing

@testable import Netlink
@testable import PacketFilter

/// What a kernel answered to the questions of the reader, recorded by scripts/rig/record-kernel-answers.
enum KernelAnswer {
    static func bytes(_ name: String) throws -> [UInt8] {
        let path = Repository.path("Tests/Fixtures/kernel-answers/\(name)")
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// The lists of nf_tables, one behind the other.
    static func ruleset(_ name: String) throws -> RulesetBuilder {
        let messages = try #require(NetlinkMessage.all(in: try bytes(name)[...]))
        var builder = RulesetBuilder()
        for message in messages { builder.add(message) }
        return builder
    }

    /// A table of x_tables: what is known of it, and its entries.
    static func xtable(_ name: String, _ table: String, isIPv6: Bool) throws -> [Chain] {
        let bytes = try bytes(name)
        let info = try #require(bytes.load(ipt_getinfo.self))
        let table = try #require(XTableName(table, isIPv6: isIPv6))
        return try #require(XTable(table, info, Array(bytes.dropFirst(MemoryLayout<ipt_getinfo>.size))).chains)
    }

    /// The sets of ip_set that the cases look addresses up in, by number.
    static func ipsets() throws -> [UInt16: IPSet] {
        var sets: [UInt16: IPSet] = [:]
        for (number, name) in ["near", "pairs", "near6", "ports"].enumerated() {
            let messages = try #require(NetlinkMessage.all(in: try bytes("ipset-\(number)")[...]))
            sets[UInt16(number)] = IPSet(name, messages.map { $0.attributes(after: nfgenmsg.self) })
        }
        return sets
    }
}
