import KeyFile

/// The keys as systemd 243 and later read them (`parse_token`): a key that may not stand so drops the whole line.
extension UdevRule {
    /// Reads a line; nil where udev drops it.
    init?(_ line: [UInt8], at origin: Origin, _ dialect: UdevDialect) {
        self.init(origin)
        var scanner = UdevLineScanner(line, dialect)
        do throws(UdevLineScanner.Invalid) {
            while let item = try scanner.next() {
                if item.ignoresCase, !item.comparison.isMatch { return nil }
                try add(item, dialect)
            }
        } catch {
            return nil
        }
        sort()
    }

    private mutating func add(_ item: UdevLineScanner.Item, _ dialect: UdevDialect) throws(UdevLineScanner.Invalid) {
        guard let keyword = UdevKeyword(item.key) else { throw .init() }
        switch keyword {
        case .match(let key):
            guard item.attribute == nil, item.comparison.isMatch else { throw .init() }
            append(key, item)
        case .symlink, .name, .tag, .goto, .label, .program, .options, .node:
            guard item.attribute == nil else { throw .init() }
            try addPlain(keyword, item, dialect)
        case .env, .const, .attr, .sysctl, .attrs, .securityLabel, .imports:
            guard let attribute = item.attribute, !attribute.isEmpty else { throw .init() }
            try addWithAttribute(keyword, item, attribute, dialect)
        case .test:
            guard item.comparison.isMatch, !item.ignoresCase, Self.isMode(item.attribute ?? "") else { throw .init() }
            append(.test, item)
        case .run:
            guard !item.comparison.isMatch, item.comparison != .remove else { throw .init() }
            let isBuiltin = item.attribute == "builtin"
            guard item.attribute == nil || item.attribute == "program" || isBuiltin,
                !isBuiltin || UdevBuiltin(item.value, dialect) != nil
            else { throw .init() }
        }
    }

    private mutating func append(_ key: UdevToken.Key, _ item: UdevLineScanner.Item) {
        tokens.append(
            UdevToken(
                key: key, comparison: item.comparison, attribute: item.attribute ?? "", value: item.value,
                ignoresCase: item.ignoresCase))
    }

    private mutating func addPlain(
        _ keyword: UdevKeyword, _ item: UdevLineScanner.Item, _ dialect: UdevDialect
    ) throws(UdevLineScanner.Invalid) {
        let isMatch = item.comparison.isMatch
        if item.comparison == .remove {
            switch keyword {
            case .tag: break
            case .symlink where dialect.removesLinks: break
            default: throw .init()
            }
        }
        switch keyword {
        case .symlink: if isMatch { append(.symlink, item) }
        case .name:
            if !isMatch, item.value.isEmpty || item.value == "%k" { throw .init() }
            append(isMatch ? .name : .assignName, item)
        case .tag: append(isMatch ? .tag : .assignTag, item)
        case .program:
            if item.ignoresCase { throw .init() }
            append(.program, item)
        case .goto:
            guard item.comparison == .assign else { throw .init() }
            if jumps.isEmpty { jumps = [item.value] }
        case .label:
            guard item.comparison == .assign else { throw .init() }
            label = item.value
        case .options:
            if isMatch { throw .init() }
            try addOption(item, dialect)
        default: if isMatch { throw .init() }
        }
    }

    private mutating func addOption(
        _ item: UdevLineScanner.Item, _ dialect: UdevDialect
    ) throws(UdevLineScanner.Invalid) {
        let (priority, level): (RawText, RawText) = ("link_priority=", "log_level=")
        if item.value == "string_escape=none" {
            append(.escapeNone, item)
        } else if item.value == "string_escape=replace" {
            append(.escapeReplace, item)
        } else if item.value.hasPrefix(priority) {
            guard Int32(item.value.dropFirst(priority.count).description) != nil else { throw .init() }
        } else if dialect.knowsLogLevel, item.value.hasPrefix(level) {
            let words = ["reset", "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]
            let word = item.value.dropFirst(level.count).description
            guard words.contains(word) || Int(word).map({ (0...7).contains($0) }) == true else { throw .init() }
        }
        // Other words are ignored, and the line stays.
    }

    /// The properties that no rule may set.
    private static let fixed: Set<RawText> = [
        "ACTION", "DEVLINKS", "DEVNAME", "DEVPATH", "DEVTYPE", "DRIVER", "IFINDEX", "MAJOR", "MINOR", "SEQNUM",
        "SUBSYSTEM", "TAGS",
    ]

    private mutating func addWithAttribute(
        _ keyword: UdevKeyword, _ item: UdevLineScanner.Item, _ attribute: RawText, _ dialect: UdevDialect
    ) throws(UdevLineScanner.Invalid) {
        if item.comparison == .remove { throw .init() }
        let isMatch = item.comparison.isMatch
        switch keyword {
        case .env:
            if !isMatch, Self.fixed.contains(attribute) { throw .init() }
            append(isMatch ? .env : .assignEnv, item)
        case .const:
            guard isMatch, dialect.knowsConstants, attribute == "arch" || attribute == "virt" else { throw .init() }
            append(.const, item)
        case .attr: append(isMatch ? .attr : .assignAttr, item)
        case .sysctl: if isMatch { append(.sysctl, item) }
        case .attrs:
            guard isMatch else { throw .init() }
            append(.attrs, item)
        case .securityLabel: if isMatch { throw .init() }
        default:
            if item.ignoresCase { throw .init() }
            try addImport(item, attribute, dialect)
        }
    }

    private mutating func addImport(
        _ item: UdevLineScanner.Item, _ attribute: RawText, _ dialect: UdevDialect
    ) throws(UdevLineScanner.Invalid) {
        let isBuiltin = UdevBuiltin(item.value, dialect) != nil
        switch attribute {
        case "program": append(isBuiltin ? .importBuiltin : .importProgram, item)
        case "builtin":
            guard isBuiltin else { throw .init() }
            append(.importBuiltin, item)
        default:
            guard let key = Self.imports[attribute] else { throw .init() }
            append(key, item)
        }
    }

    static let imports: [RawText: UdevToken.Key] = [
        "file": .importFile, "db": .importDatabase, "cmdline": .importCommandLine, "parent": .importParent,
    ]

    /// `parse_mode`: octal, and no more bits than a mode has.
    private static func isMode(_ text: RawText) -> Bool {
        text.isEmpty || UInt32(text.description, radix: 8).map { $0 <= 0o7777 } == true
    }
}
