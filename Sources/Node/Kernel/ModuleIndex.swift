/// One of the binary indexes that depmod(8) makes of a kernel's modules: keys, and the values of each.
///
/// The format is documented in kmod's `libkmod/libkmod-index.c`. Numbers have 32 bits and are big-endian.
/// ```
/// file:  magic 0xB007F457, version (major 2 in the upper half), offset of the root node
/// node:  prefix, terminated by 0                                        where the offset has bit 31
///        first and last character, an offset for each from first to last   where it has bit 29
///        number of values; for each its priority and its text, terminated by 0   where it has bit 30
/// ```
/// The lower 28 bits of an offset are a place in the file, and 0 stands for no node. A node is the end of the key
/// that the prefixes and characters on the way to it spell: the index is a radix tree.
///
/// Every byte is checked as it is read: the file may be cut off, changed, or made to harm the reader. A search looks
/// only at the nodes on its way, ends where a node comes a second time on one way, and gives up after ``costLimit``.
struct ModuleIndex {
    /// The index is cut off or damaged, or asks for more work than any real one.
    struct Damage: Error, Hashable {}

    /// The most bytes that one search looks at, those of the patterns that are compared included. On Debian's
    /// kernels the costliest search looks at a tenth of it.
    static let costLimit = 1 << 20
    /// The longest key; the kernel's own have 500 characters at most (ALIAS_SIZE of its modpost).
    static let keyLimit = 1024
    /// The longest value: a line of modules.dep, which names what a module needs.
    static let valueLimit = 1 << 16

    private let bytes: [UInt8]
    private let root: UInt32

    /// Takes the content of a file; an index without entries consists of the header and an empty node, or the header
    /// alone.
    init(_ bytes: [UInt8]) throws(Damage) {
        var header = Reader(bytes, at: 0)
        guard try header.number() == 0xB007_F457, try header.number() >> 16 == 2 else { throw Damage() }
        self.bytes = bytes
        root = try header.number()
        _ = try node(root)
    }

    /// The first value of a key; nil where the index does not have it.
    func value(of key: String) throws(Damage) -> String? {
        guard key.utf8.count <= Self.keyLimit else { return nil }
        var (rest, way) = (Array(key.utf8)[...], Way())
        var next = try node(root)
        while let node = next {
            try way.enter(node)
            guard rest.starts(with: node.prefix) else { return nil }
            rest = rest.dropFirst(node.prefix.count)
            guard let character = rest.popFirst() else { return try values(of: node, limit: 1).first?.text }
            next = try child(of: node, character)
        }
        return nil
    }

    /// The values of all keys that match, keys being patterns of fnmatch(3).
    ///
    /// They come in the order of modprobe: by rising priority, and of values with the same priority the one found
    /// last first.
    func values(matching name: String) throws(Damage) -> [String] {
        guard name.utf8.count <= Self.keyLimit else { return [] }
        var search = Search()
        var (rest, way) = (Array(name.utf8)[...], Way())
        var next = try node(root)
        descent: while let node = next {
            try way.enter(node)
            for (number, character) in node.prefix.enumerated() {
                if Self.wildcards.contains(character) {
                    let pattern = Array(node.prefix.dropFirst(number))
                    try collect(node, pattern: pattern, rest, &way, &search)
                    break descent
                }
                guard rest.popFirst() == character else { break descent }
            }
            // In this order: so libkmod finds them.
            for wildcard in Self.wildcards {
                guard let child = try child(of: node, wildcard) else { continue }
                try way.enter(child)
                try collect(child, pattern: [wildcard] + child.prefix, rest, &way, &search)
                way.leave()
            }
            guard let character = rest.popFirst() else {
                try search.add(values(of: node))
                break
            }
            next = try child(of: node, character)
        }
        return search.texts
    }

    private static let wildcards = [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "[")]

    /// Compares every key below a node with what is left of the name; `pattern` is the part of the key that ends at
    /// the node.
    private func collect(
        _ node: Node, pattern: [UInt8], _ rest: ArraySlice<UInt8>, _ way: inout Way, _ search: inout Search
    ) throws(Damage) {
        guard pattern.count <= Self.keyLimit else { throw Damage() }
        if let (first, last) = node.characters {
            for character in first...last {
                guard let child = try child(of: node, character) else { continue }
                try way.enter(child)
                try search.pay(1 + child.prefix.count)
                try collect(child, pattern: pattern + [character] + child.prefix, rest, &way, &search)
                way.leave()
            }
        }
        let values = try values(of: node)
        guard !values.isEmpty else { return }
        try search.pay(pattern.count + rest.count)
        if ModuleAlias.matches(rest, pattern) { try search.add(values) }
    }

    // MARK: Nodes

    private struct Node {
        let offset: Int
        let prefix: ArraySlice<UInt8>
        let characters: (first: UInt8, last: UInt8)?
        /// Where the offsets of the children are.
        let children: Int
        /// Where the values are; nil where it has none.
        let values: Int?
    }

    /// Nil for an offset that stands for no node.
    private func node(_ offset: UInt32) throws(Damage) -> Node? {
        let place = Int(offset & 0x0FFF_FFFF)
        guard place != 0 else { return nil }
        var reader = Reader(bytes, at: place)
        let prefix = offset & 0x8000_0000 != 0 ? try reader.text(limit: Self.keyLimit) : []
        var (characters, children): ((UInt8, UInt8)?, Int) = (nil, 0)
        if offset & 0x2000_0000 != 0 {
            let (first, last) = (try reader.byte(), try reader.byte())
            // Keys are ASCII.
            guard first <= last, last < 128 else { throw Damage() }
            (characters, children) = ((first, last), reader.position)
            try reader.skip(4 * (Int(last - first) + 1))
        }
        return Node(
            offset: place, prefix: prefix, characters: characters, children: children,
            values: offset & 0x4000_0000 != 0 ? reader.position : nil)
    }

    private func child(of node: Node, _ character: UInt8) throws(Damage) -> Node? {
        guard let (first, last) = node.characters, first <= character, character <= last else { return nil }
        var reader = Reader(bytes, at: node.children + 4 * Int(character - first))
        return try self.node(reader.number())
    }

    /// - Parameter limit: how many are wanted.
    private func values(of node: Node, limit: Int = .max) throws(Damage) -> [Value] {
        guard let place = node.values else { return [] }
        var reader = Reader(bytes, at: place)
        let count = Int(try reader.number())
        var values: [Value] = []
        while values.count < min(count, limit) {
            guard reader.position - place <= Self.costLimit else { throw Damage() }
            let priority = try reader.number()
            let text = try reader.text(limit: Self.valueLimit)
            values.append(Value(priority: priority, text: String(decoding: text, as: UTF8.self)))
        }
        return values
    }

    private struct Value {
        let priority: UInt32
        let text: String
    }

    /// The nodes from the root to the one that is looked at: each may be there once.
    private struct Way {
        private var offsets: [Int] = []

        mutating func enter(_ node: Node) throws(Damage) {
            guard !offsets.contains(node.offset) else { throw Damage() }
            offsets.append(node.offset)
        }

        mutating func leave() { offsets.removeLast() }
    }

    /// What was found, and what it has cost.
    private struct Search {
        private var found: [Value] = []
        private var cost = 0

        mutating func add(_ values: [Value]) throws(Damage) {
            for value in values { try pay(5 + value.text.utf8.count) }
            found += values
        }

        mutating func pay(_ bytes: Int) throws(Damage) {
            cost += bytes
            guard cost <= ModuleIndex.costLimit else { throw Damage() }
        }

        /// Each goes before those with the same priority or more: `add_value()` of libkmod.
        var texts: [String] {
            var sorted: [Value] = []
            for value in found {
                sorted.insert(value, at: sorted.firstIndex { $0.priority >= value.priority } ?? sorted.endIndex)
            }
            return sorted.map(\.text)
        }
    }

    /// Reads on from a place, and never behind the end.
    private struct Reader {
        private let bytes: [UInt8]
        private(set) var position: Int

        init(_ bytes: [UInt8], at position: Int) { (self.bytes, self.position) = (bytes, position) }

        mutating func byte() throws(Damage) -> UInt8 {
            guard position < bytes.count else { throw Damage() }
            defer { position += 1 }
            return bytes[position]
        }

        mutating func number() throws(Damage) -> UInt32 {
            guard position + 4 <= bytes.count else { throw Damage() }
            defer { position += 4 }
            return (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[position + $1]) }
        }

        /// The bytes up to the next 0, and no more of them than the limit.
        mutating func text(limit: Int) throws(Damage) -> ArraySlice<UInt8> {
            let last = min(bytes.count, position + limit + 1)
            guard position < last, let end = bytes[position..<last].firstIndex(of: 0) else { throw Damage() }
            defer { position = end + 1 }
            return bytes[position..<end]
        }

        mutating func skip(_ count: Int) throws(Damage) {
            guard position + count <= bytes.count else { throw Damage() }
            position += count
        }
    }
}
