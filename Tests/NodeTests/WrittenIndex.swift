/// An index of modules as depmod writes it, made by a test.
struct WrittenIndex {
    /// In which order the nodes stand: before kmod 34 a node came behind its children, since then before them.
    enum Order: CaseIterable {
        case childrenFirst, parentsFirst
    }

    private final class Node {
        var prefix: [UInt8] = []
        var children: [UInt8: Node] = [:]
        var values: [(priority: UInt32, text: String)] = []
    }

    private let root = Node()

    /// - Parameter entries: keys, with a priority and a value; a key may come more than once.
    init(_ entries: [(key: String, priority: UInt32, value: String)]) {
        for entry in entries {
            var node = root
            for character in entry.key.utf8 {
                let child = node.children[character] ?? Node()
                node.children[character] = child
                node = child
            }
            node.values.append((entry.priority, entry.value))
        }
        for child in root.children.values { Self.compress(child) }
    }

    /// A node with one child and no value is one with it.
    private static func compress(_ node: Node) {
        while node.values.isEmpty, node.children.count == 1, let (character, child) = node.children.first {
            node.prefix += [character] + child.prefix
            node.children = child.children
            node.values = child.values
        }
        for child in node.children.values { compress(child) }
    }

    /// The whole file.
    func bytes(_ order: Order = .childrenFirst) -> [UInt8] {
        var file: [UInt8] = [0xB0, 0x07, 0xF4, 0x57, 0, 2, 0, 1, 0, 0, 0, 0]
        let offset = Self.write(root, order, &file)
        file.replaceSubrange(8..<12, with: Self.number(offset))
        return file
    }

    private static func write(_ node: Node, _ order: Order, _ file: inout [UInt8]) -> UInt32 {
        let (first, last) = (node.children.keys.min() ?? 1, node.children.keys.max() ?? 0)
        var offsets = [UInt32](repeating: 0, count: first <= last ? Int(last - first) + 1 : 0)
        func writeChildren() {
            for (character, child) in node.children.sorted(by: { $0.key < $1.key }) {
                offsets[Int(character - first)] = write(child, order, &file)
            }
        }
        if order == .childrenFirst { writeChildren() }
        let place = file.count
        var flags: UInt32 = 0
        if !node.prefix.isEmpty {
            flags |= 0x8000_0000
            file += node.prefix + [0]
        }
        var table = file.count
        if !offsets.isEmpty {
            flags |= 0x2000_0000
            file += [first, last]
            table = file.count
            file += offsets.flatMap(number)
        }
        if !node.values.isEmpty {
            flags |= 0x4000_0000
            file += number(UInt32(node.values.count))
            for value in node.values.sorted(by: { $0.priority < $1.priority }) {
                file += number(value.priority) + Array(value.text.utf8) + [0]
            }
        }
        if order == .parentsFirst {
            writeChildren()
            file.replaceSubrange(table..<table + 4 * offsets.count, with: offsets.flatMap(number))
        }
        return UInt32(place) | flags
    }

    /// A number as it stands in the file.
    static func number(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }
}
