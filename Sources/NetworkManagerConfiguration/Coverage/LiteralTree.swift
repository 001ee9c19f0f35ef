import KeyFile

/// Literal names as a tree of characters.
struct LiteralTree {
    private struct Edge: Hashable {
        let node: Int32
        let character: Unicode.Scalar
    }

    private var edges: [Edge: Int32] = [:]
    private var ends: [Bool] = [false]
    /// Every character that a name has, once, by value.
    let characters: [Unicode.Scalar]

    init(_ names: [RawText]) {
        var seen: Set<Unicode.Scalar> = []
        for name in names {
            guard let string = String(validating: name.bytes, as: UTF8.self) else { continue }
            var node: Int32 = 0
            for character in string.unicodeScalars {
                seen.insert(character)
                let edge = Edge(node: node, character: character)
                if let next = edges[edge] {
                    node = next
                } else {
                    node = Int32(ends.count)
                    edges[edge] = node
                    ends.append(false)
                }
            }
            ends[Int(node)] = true
        }
        characters = seen.sorted { $0.value < $1.value }
    }

    /// The node that a character leads to; -1 where no name goes on so, and from there on.
    func child(of node: Int32, _ character: Unicode.Scalar) -> Int32 {
        node < 0 ? -1 : edges[Edge(node: node, character: character)] ?? -1
    }

    /// Whether a name ends here.
    func isEnd(_ node: Int32) -> Bool { node >= 0 && ends[Int(node)] }
}
