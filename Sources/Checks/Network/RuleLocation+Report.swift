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

    private var isIPv6: Bool { table.family == .ip6 }

    /// Whether packets come to rules that Felix inserts before this one: those in the chains of the table `filter` of
    /// iptables.
    var isBehindFelix: Bool { Chain.Key(table, base).isOfIPTables && table.name == "filter" }

    /// Whether it depends on the address of a host that the node does not tell: naming it is better than to open a way
    /// for all.
    var dependsOnAddress: Bool { [Packet.sender, Packet.receiver].contains { doubt?.hasPrefix($0) == true } }

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

    /// What lets a row's packets through before this rule.
    func acceptance(for row: Traffic.Row) -> RulesetEdit {
        .accept(.port(row.transport, row.number, isSource: isAnswer), in: Chain.Key(table, base), place: 1)
    }
}
