import KeyFile

/// The keys as systemd before 243 reads them (`get_key`, `add_rule`): a text that is no key and value ends the line,
/// and what stood before it counts; a key that may not stand so drops the line.
extension UdevRule {
    /// Reads a line; nil where udev drops it.
    init?(oldLine line: [UInt8], at origin: Origin, _ dialect: UdevDialect) {
        self.init(origin)
        var rest = line[...]
        while let item = Self.takeItem(&rest, dialect) {
            guard addOld(item, dialect) else { return nil }
        }
        sort()
    }

    private struct Item {
        var key: RawText
        let comparison: UdevToken.Operator
        let value: RawText
        var isMatch: Bool { comparison.isMatch }

        /// What stands in the first braces; nil where there are none, or one is missing.
        var attribute: RawText? {
            guard let start = key.bytes.firstIndex(of: UInt8(ascii: "{")) else { return nil }
            let inside = key.bytes[(start + 1)...]
            return inside.firstIndex(of: UInt8(ascii: "}")).map { RawText(inside[..<$0]) }
        }
    }

    private static func takeItem(_ rest: inout ArraySlice<UInt8>, _ dialect: UdevDialect) -> Item? {
        var line = rest.drop { UdevLines.isAnySpace($0) || $0 == UInt8(ascii: ",") }
        guard let first = line.popFirst() else { return nil }
        var key = [first]
        while let next = line.first, !UdevLines.isAnySpace(next), next != UInt8(ascii: "="),
            !(UdevLineScanner.isSign(next) && line.dropFirst().first == UInt8(ascii: "="))
        {
            key.append(next)
            line = line.dropFirst()
        }
        line = line.drop(while: UdevLines.isAnySpace)
        let operators: [(String, UdevToken.Operator)] = [
            ("==", .equal), ("!=", .unequal), ("+=", .add), ("-=", .remove), ("=", .assign), (":=", .assignFinally),
        ]
        guard let (sign, comparison) = operators.first(where: { line.starts(with: $0.0.utf8) }) else { return nil }
        line = line.dropFirst(sign.utf8.count).drop(while: UdevLines.isAnySpace)
        guard line.popFirst() == UInt8(ascii: "\"") else { return nil }
        var value: [UInt8] = []
        var isClosed = false
        while !isClosed, let next = line.popFirst() {
            if next == UInt8(ascii: "\"") {
                isClosed = true
            } else if dialect.escapesQuotes, next == UInt8(ascii: "\\"), line.first == UInt8(ascii: "\"") {
                value.append(UInt8(ascii: "\""))
                line = line.dropFirst()
            } else {
                value.append(next)
            }
        }
        guard isClosed else { return nil }
        rest = line
        return Item(key: RawText(key), comparison: comparison, value: RawText(value))
    }

    private mutating func append(_ key: UdevToken.Key, _ item: Item, _ attribute: RawText = "") {
        tokens.append(
            UdevToken(key: key, comparison: item.comparison, attribute: attribute, value: item.value))
    }

    /// Gives false where the line is dropped.
    private mutating func addOld(_ item: Item, _ dialect: UdevDialect) -> Bool {
        if case .match(let key)? = UdevKeyword(item.key) {
            append(key, item)
            return item.isMatch
        }
        if item.key == "TAG" {
            append(item.isMatch ? .tag : .assignTag, item)
            return true
        }
        if item.comparison == .remove { return false }
        switch item.key {
        case "PROGRAM": append(.program, item)
        case "WAIT_FOR", "WAIT_FOR_SYSFS": append(.waitFor, item)
        case "LABEL": label = item.value
        case "GOTO": jumps.append(item.value)
        case "SYMLINK": if item.isMatch { append(.symlink, item) }
        case "OWNER", "GROUP", "MODE": break
        case "OPTIONS":
            if item.value.description.contains("string_escape=none") { append(.escapeNone, item) }
            if item.value.description.contains("string_escape=replace") { append(.escapeReplace, item) }
        default: return addOldWithAttribute(item, dialect)
        }
        return true
    }

    private mutating func addOldWithAttribute(_ item: Item, _ dialect: UdevDialect) -> Bool {
        let fixed: Set<RawText> = [
            "ACTION", "SUBSYSTEM", "DEVTYPE", "MAJOR", "MINOR", "DRIVER", "IFINDEX", "DEVNAME", "DEVLINKS", "DEVPATH",
            "TAGS",
        ]
        // Only the beginning of these is looked at.
        if item.key.hasPrefix("IMPORT") {
            if let kind = item.attribute { addOldImport(item, kind, dialect) }
            return true
        }
        if item.key.hasPrefix("TEST") {
            append(.test, item, item.attribute ?? "")
            return item.isMatch
        }
        if item.key.hasPrefix("RUN") { return true }
        if item.key.hasPrefix("NAME") {
            if item.isMatch || !(item.value.isEmpty || item.value == "%k") {
                append(item.isMatch ? .name : .assignName, item)
            }
            return true
        }
        guard let attribute = item.attribute else { return false }
        if item.key.hasPrefix("ENV{") {
            append(item.isMatch ? .env : .assignEnv, item, attribute)
            return item.isMatch || !fixed.contains(attribute)
        }
        if item.key.hasPrefix("ATTR{") {
            append(item.isMatch ? .attr : .assignAttr, item, attribute)
        } else if item.key.hasPrefix("ATTRS{") {
            append(.attrs, item, attribute)
            return item.isMatch
        } else if item.key.hasPrefix("CONST{") {
            if item.isMatch { append(.const, item, attribute) }
            return attribute == "arch" || attribute == "virt"
        } else if item.key.hasPrefix("SYSCTL{") {
            if item.isMatch { append(.sysctl, item, attribute) }
            return dialect.knowsSysctl
        } else {
            return item.key.hasPrefix("SECLABEL{")
        }
        return true
    }

    /// What is not known here is left out, and the line stays.
    private mutating func addOldImport(_ item: Item, _ kind: RawText, _ dialect: UdevDialect) {
        let isBuiltin = UdevBuiltin(item.value, dialect) != nil
        switch kind {
        case "program": append(isBuiltin ? .importBuiltin : .importProgram, item)
        case "builtin": if isBuiltin { append(.importBuiltin, item) }
        default: if let key = Self.imports[kind] { append(key, item) }
        }
    }
}
