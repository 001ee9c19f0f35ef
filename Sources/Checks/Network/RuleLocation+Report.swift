import Base
import Fence
import PacketFilter

extension RuleLocation {
    /// Chain and rule, as `nft -a list chain` shows them.
    var words: String { "\(table) \(chain), \(what)" }

    private var what: String {
        guard let rule else { return "policy drop" }
        let comment = rule.comment.map { " \"\($0)\"" } ?? ""
        return table.isLegacy ? "rule \(rule.handle)\(comment)" : "rule handle \(rule.handle)\(comment)"
    }

    /// Whether it is a chain of iptables, or one that iptables works with.
    private var isOfIPTables: Bool {
        [.ip, .ip6].contains(table.family) && ["filter", "nat", "mangle", "raw", "security"].contains(table.name)
            && ["INPUT", "OUTPUT", "PREROUTING", "POSTROUTING"].contains(base)
    }

    private var isIPv6: Bool { table.family == .ip6 }

    /// Whether packets come to rules that Felix inserts before this one: those in the chains of the table `filter` of
    /// iptables.
    var isBehindFelix: Bool { isOfIPTables && table.name == "filter" }

    /// Where it stands, for the report.
    var evidence: Evidence {
        let details = [
            isAnswer ? "on the reply" : nil, doubt.map { "depends on \($0)" }, diversion.map { "redirects to \($0)" },
        ]
        .compactMap { $0 }
        return Evidence(
            path: table.isLegacy ? "\(table) \(chain)" : "nft \(table) \(chain)",
            text: ([what] + details).joined(separator: ", "))
    }

    /// The command that shows the rules.
    var listing: String {
        table.isLegacy
            ? "\(isIPv6 ? "ip6tables" : "iptables")-legacy -t \(table.name) -vnL \(chain) --line-numbers"
            : "nft -a list chain \(table) \(chain)"
    }

    /// The command that lets a row's packets through before this rule.
    func command(for row: Traffic.Row) -> String {
        let port = isAnswer ? "sport" : "dport"
        guard isOfIPTables else {
            let match =
                row.transport == .ip ? "meta l4proto \(row.number)" : "\(row.transport.rawValue) \(port) \(row.number)"
            return "nft insert rule \(table) \(base) \(match) accept"
        }
        let match = row.transport == .ip ? "-p \(row.number)" : "-p \(row.transport.rawValue) --\(port) \(row.number)"
        let option = table.name == "filter" ? "" : " -t \(table.name)"
        let program = (isIPv6 ? "ip6tables" : "iptables") + (table.isLegacy ? "-legacy" : "")
        return "\(program)\(option) -I \(base) \(match) -j ACCEPT"
    }
}
