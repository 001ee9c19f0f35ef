public import Base

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
    /// What is needed besides one of these where IPv6 is on; empty where IPv6 needs nothing of its own.
    public let alternativesForIPv6: [[Need]]
    /// What came in its place where a kernel has it no more; nil where nothing did.
    public let replacement: String?
    /// For a module that is another row's as well: that row's id, which tells of its absence so that it is told once.
    public let toldBy: [String: String]

    /// - Parameter symbols: the symbols of each module, as a profile writes them.
    init(_ row: ProfileGroup, symbols: Facts) throws(ProfileError) {
        alternatives = try Self.alternatives(row, "any-of", symbols)
        guard !alternatives.isEmpty else { throw ProfileError(.missing(key: "any-of"), row.place) }
        alternativesForIPv6 = try Self.alternatives(row, "any-of6", symbols)
        replacement = row.facts["replaced-by"]?.value
        var toldBy: [String: String] = [:]
        for entry in row.list("told-by") {
            let parts = entry.fields(":", limit: 2).map(String.init)
            guard parts.count == 2 else { throw row.invalid("told-by", "MODULE:ID, several separated by commas") }
            toldBy[parts[0]] = parts[1]
        }
        self.toldBy = toldBy
    }

    /// Every module that an alternative names.
    public var modules: Set<String> {
        Set(
            (alternatives + alternativesForIPv6).joined().compactMap { need in
                if case .module(let name, _) = need { name } else { nil }
            })
    }

    private static func alternatives(
        _ row: ProfileGroup, _ key: String, _ symbols: Facts
    ) throws(ProfileError) -> [[Need]] {
        var alternatives: [[Need]] = []
        for alternative in row.list(key, ";") {
            var needs: [Need] = []
            for word in alternative.fields("+") { needs.append(try Need(word, row, key, symbols)) }
            alternatives.append(needs)
        }
        return alternatives
    }
}

extension KernelFeature.Symbol {
    fileprivate init(_ text: Substring, _ fact: Facts.Fact) throws(ProfileError) {
        let parts = text.fields("<", limit: 2)
        name = String(parts[0])
        guard parts.count == 2 else {
            until = nil
            return
        }
        guard let release = Release(parts[1]) else {
            throw ProfileError(
                .invalid(key: fact.key, value: fact.value, expected: "SYMBOL or SYMBOL<VERSION, separated by |"),
                fact.place)
        }
        until = release
    }
}

extension KernelFeature.Need {
    fileprivate init(
        _ text: Substring, _ row: ProfileGroup, _ key: String, _ symbols: Facts
    ) throws(ProfileError) {
        let parts = text.fields(":", limit: 2).map(String.init)
        switch (parts.count, parts.first) {
        case (1, let name?):
            var governing: [KernelFeature.Symbol] = []
            if let fact = symbols[name] {
                for symbol in fact.value.fields("|") { governing.append(try KernelFeature.Symbol(symbol, fact)) }
            }
            self = .module(name, symbols: governing)
        case (2, "config"): self = .configured(parts[1])
        case (2, "match"): self = .match(parts[1], ipv6: false)
        case (2, "match6"): self = .match(parts[1], ipv6: true)
        case (2, "target"): self = .target(parts[1], ipv6: false)
        case (2, "target6"): self = .target(parts[1], ipv6: true)
        default: throw row.invalid(key, "MODULE, config:SYMBOL, match:NAME, match6:NAME, target:NAME or target6:NAME")
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
