/// Something that the kernel can do, and the different ways in which kernels provide it.
///
/// Names of module files come and go; the feature stays. One alternative that is there is enough.
public struct KernelFeature: Hashable, Sendable {
    /// One thing that an alternative needs.
    public enum Need: Hashable, Sendable {
        /// A module or one of its aliases, loaded, built in or loadable.
        case module(String)
        /// A configuration symbol that is `y`: for what has no module of its own.
        case configured(String)
        /// A match that xtables knows at this moment.
        case match(String, ipv6: Bool)
        /// A target that xtables knows at this moment.
        case target(String, ipv6: Bool)
    }

    /// Alternatives, the usual one first; each is a list of things that are needed together.
    public let alternatives: [[Need]]
    /// What is needed beside one of these where IPv6 is on; empty where IPv6 needs nothing of its own.
    public let alternativesForIPv6: [[Need]]
    /// Configuration symbols of the first alternative, without `CONFIG_`.
    public let symbols: [String]
    /// The same for IPv6.
    public let symbolsForIPv6: [String]
    /// What came in its place where a kernel has it no more; nil where nothing did.
    public let replacement: String?

    init?(_ facts: [String: String]) {
        func symbols(_ key: String) -> [String] { facts[key]?.split(separator: ",").map(String.init) ?? [] }
        guard let alternatives = Self.alternatives(facts["any-of"]), !alternatives.isEmpty,
            let alternativesForIPv6 = Self.alternatives(facts["any-of6"])
        else { return nil }
        self.alternatives = alternatives
        self.alternativesForIPv6 = alternativesForIPv6
        self.symbols = symbols("kconfig")
        symbolsForIPv6 = symbols("kconfig6")
        replacement = facts["replaced-by"]
    }

    private static func alternatives(_ text: String?) -> [[Need]]? {
        var alternatives: [[Need]] = []
        for alternative in (text ?? "").split(separator: ";") {
            let needs = alternative.split(separator: "+").map(Need.init)
            guard needs.allSatisfy({ $0 != nil }) else { return nil }
            alternatives.append(needs.compactMap(\.self))
        }
        return alternatives
    }
}

extension KernelFeature.Need {
    fileprivate init?(_ text: Substring) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.count, parts.first) {
        case (1, let name?): self = .module(name)
        case (2, "config"): self = .configured(parts[1])
        case (2, "match"): self = .match(parts[1], ipv6: false)
        case (2, "match6"): self = .match(parts[1], ipv6: true)
        case (2, "target"): self = .target(parts[1], ipv6: false)
        case (2, "target6"): self = .target(parts[1], ipv6: true)
        default: return nil
        }
    }
}

extension KernelFeature.Need: CustomStringConvertible {
    /// The need in words.
    public var description: String {
        switch self {
        case .module(let name): name
        case .configured(let symbol): "CONFIG_\(symbol)=y"
        case .match(let name, let ipv6): "\(ipv6 ? "ip6tables" : "iptables") match \(name)"
        case .target(let name, let ipv6): "\(ipv6 ? "ip6tables" : "iptables") target \(name)"
        }
    }
}
