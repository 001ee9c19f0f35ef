import KeyFile

/// Literal names as a tree of characters.
struct LiteralTree {
    /// Nodes are numbers; the children of one are a chain, short because few characters occur in names.
    private struct Node {
        let character: Unicode.Scalar
        var firstChild: Int32 = -1
        let nextSibling: Int32
        var isEnd = false
    }

    /// The root has a character that nobody asks for.
    private var nodes = [Node(character: "/", nextSibling: -1)]
    /// Every character that a name has, once, by value.
    private(set) var characters: [Unicode.Scalar] = []

    init(_ names: [RawText]) {
        for name in names {
            guard let string = String(validating: name.bytes, as: UTF8.self) else { continue }
            var node: Int32 = 0
            for character in string.unicodeScalars {
                let next = child(of: node, character)
                node = next < 0 ? addChild(to: node, character) : next
            }
            nodes[Int(node)].isEnd = true
        }
    }

    private mutating func addChild(to parent: Int32, _ character: Unicode.Scalar) -> Int32 {
        let child = Int32(nodes.count)
        nodes.append(Node(character: character, nextSibling: nodes[Int(parent)].firstChild))
        nodes[Int(parent)].firstChild = child
        let place = characters.firstIndex { $0.value >= character.value } ?? characters.endIndex
        if place == characters.endIndex || characters[place] != character { characters.insert(character, at: place) }
        return child
    }

    /// The node that a character leads to; -1 where no name goes on so, and from there on.
    func child(of node: Int32, _ character: Unicode.Scalar) -> Int32 {
        guard node >= 0 else { return -1 }
        var child = nodes[Int(node)].firstChild
        while child >= 0, nodes[Int(child)].character != character { child = nodes[Int(child)].nextSibling }
        return child
    }

    /// Whether a name ends here.
    func isEnd(_ node: Int32) -> Bool { node >= 0 && nodes[Int(node)].isEnd }
}
