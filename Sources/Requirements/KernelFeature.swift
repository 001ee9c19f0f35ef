/// Something that the kernel can do, and the different ways in which kernels provide it.
///
/// Names of module files come and go; the feature stays. One alternative that is there is enough.
public struct KernelFeature: Hashable, Sendable {
    /// One thing that an alternative needs.
    public enum Need: Hashable, Sendable {
        /// A module or one of its aliases, loaded, built in or loadable; the symbols govern it, the first that applies.
        case module(String, symbols: [Symbol])
        /// A configuration symbol that is `y`: for what has no module of its own.
        case configured(String)
        /// A match that xtables knows at this moment.
        case match(String, ipv6: Bool)
        /// A target that xtables knows at this moment.
        case target(String, ipv6: Bool)
    }

    /// A configuration symbol that governs a module.
    public struct Symbol: Hashable, Sendable {
        /// Its name without `CONFIG_`.
        public let name: String
        /// The first kernel in which another one governs it; nil where this one still does.
        public let until: Release?
    }

    /// Alternatives, the usual one first; each is a list of things that are needed together.
    public let alternatives: [[Need]]
    /// What is needed beside one of these where IPv6 is on; empty where IPv6 needs nothing of its own.
    public let alternativesForIPv6: [[Need]]
    /// What came in its place where a kernel has it no more; nil where nothing did.
    public let replacement: String?
    /// For a module that is another row's as well: that row's id, which tells of its absence so that it is told once.
    public let toldBy: [String: String]

    /// - Parameter symbols: the symbols of each module, as a profile writes them.
    init?(_ facts: Facts, symbols: Facts) {
        guard let alternatives = Self.alternatives(facts["any-of"], symbols), !alternatives.isEmpty,
            let alternativesForIPv6 = Self.alternatives(facts["any-of6"], symbols)
        else { return nil }
        self.alternatives = alternatives
        self.alternativesForIPv6 = alternativesForIPv6
        replacement = facts["replaced-by"]
        let pairs = facts["told-by"]?.fields(",").map {
            $0.fields(":", limit: 2).map(String.init)
        }
        guard (pairs ?? []).allSatisfy({ $0.count == 2 }) else { return nil }
        toldBy = Dictionary((pairs ?? []).map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })
    }

    /// Every module that an alternative names.
    public var modules: Set<String> {
        Set(
            (alternatives + alternativesForIPv6).joined().compactMap { need in
                if case .module(let name, _) = need { name } else { nil }
            })
    }

    private static func alternatives(_ text: String?, _ symbols: Facts) -> [[Need]]? {
        var alternatives: [[Need]] = []
        for alternative in (text ?? "").fields(";") {
            let needs = alternative.fields("+").map { Need($0, symbols) }
            guard needs.allSatisfy({ $0 != nil }) else { return nil }
            alternatives.append(needs.compactMap(\.self))
        }
        return alternatives
    }
}

extension KernelFeature.Symbol {
    fileprivate init(_ text: Substring) {
        let parts = text.fields("<", limit: 2)
        self.init(name: String(parts[0]), until: parts.count == 2 ? Release(parts[1]) : nil)
    }
}

extension KernelFeature.Need {
    fileprivate init?(_ text: Substring, _ symbols: Facts) {
        let parts = text.fields(":", limit: 2).map(String.init)
        switch (parts.count, parts.first) {
        case (1, let name?):
            self = .module(name, symbols: symbols[name]?.fields("|").map { KernelFeature.Symbol($0) } ?? [])
        case (2, "config"): self = .configured(parts[1])
        case (2, "match"): self = .match(parts[1], ipv6: false)
        case (2, "match6"): self = .match(parts[1], ipv6: true)
        case (2, "target"): self = .target(parts[1], ipv6: false)
        case (2, "target6"): self = .target(parts[1], ipv6: true)
        default: return nil
        }
    }
}

extension KernelFeature.Need {
    /// Whether it is a module, which may be loaded.
    public var isModule: Bool { if case .module = self { true } else { false } }
}

extension KernelFeature.Need: CustomStringConvertible {
    /// The need in words.
    public var description: String {
        switch self {
        case .module(let name, _): name
        case .configured(let symbol): "CONFIG_\(symbol)=y"
        case .match(let name, let ipv6): "\(ipv6 ? "ip6tables" : "iptables") match \(name)"
        case .target(let name, let ipv6): "\(ipv6 ? "ip6tables" : "iptables") target \(name)"
        }
    }
}
