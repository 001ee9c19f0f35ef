import PacketFilter

extension RulesetEdit {
    /// The command that makes the change.
    var command: String {
        let table = chain.table
        switch self {
        case .accept(let packets, let chain, let place) where chain.isOfIPTables:
            // At the top iptables needs no place.
            let at = chain.name == "FORWARD" || place > 1 ? " \(place)" : ""
            return "\(table.iptables) -I \(chain.name)\(at) \(packets.iptablesWords) -j ACCEPT"
        case .accept(let packets, let chain, _):
            return "nft insert rule \(table) \(chain.name) \(packets.nftWords) accept"
        case .delete(let handle, let chain):
            return table.isLegacy
                ? "\(table.iptables) -D \(chain.name) \(handle)"
                : "nft delete rule \(table) \(chain.name) handle \(handle)"
        case .acceptByPolicy(let chain):
            return table.isLegacy
                ? "\(table.iptables) -P \(chain.name) ACCEPT" : "nft chain \(table) \(chain.name) '{ policy accept; }'"
        }
    }
}

extension Chain.Key {
    /// Whether it is a chain of iptables, or one that iptables works with.
    var isOfIPTables: Bool {
        table.isOfIPTables && ["INPUT", "OUTPUT", "FORWARD", "PREROUTING", "POSTROUTING"].contains(name)
    }
}

extension Table {
    /// The program that works with it, with the option that names the table.
    fileprivate var iptables: String {
        let program = (family == .ip6 ? "ip6tables" : "iptables") + (isLegacy ? "-legacy" : "")
        return program + (name == "filter" ? "" : " -t \(name)")
    }
}

extension AcceptedPackets {
    /// As `iptables` is told.
    fileprivate var iptablesWords: String {
        switch self {
        case .port(.ip, let number, _): "-p \(number)"
        case .port(let transport, let number, let isSource):
            "-p \(transport.rawValue) --\(isSource ? "sport" : "dport") \(number)"
        case .interface(let prefix, let isInput): "\(isInput ? "-i" : "-o") \(prefix)+"
        case .remote(let isSource): "-m addrtype ! --\(isSource ? "src" : "dst")-type LOCAL"
        case .markedByFelix: "-m mark --mark \(FelixForward.mark)"
        }
    }

    /// As `nft` is told.
    fileprivate var nftWords: String {
        switch self {
        case .port(.ip, let number, _): "meta l4proto \(number)"
        case .port(let transport, let number, let isSource):
            "\(transport.rawValue) \(isSource ? "sport" : "dport") \(number)"
        case .interface(let prefix, let isInput): "\(isInput ? "iifname" : "oifname") '\"\(prefix)*\"'"
        case .remote(let isSource): "fib \(isSource ? "saddr" : "daddr") type != local"
        case .markedByFelix: "meta mark and \(FelixForward.mark.prefix { $0 != "/" }) != 0"
        }
    }
}
