/// The first document of a YAML text, as Kubernetes' own programs read it: what follows it is not looked at.
struct YAMLDocument {
    /// Why a text is no such document.
    struct Failure: Error, Equatable {
        /// From 1.
        let line: Int
        let message: String
    }

    /// A text, and how it was written.
    struct Scalar {
        let text: String
        /// Whether it was written without quotation marks, so that it may be a number.
        let isPlain: Bool
        let tag: String?
    }

    /// A node; others are named by their index, so that an alias costs nothing, whatever it stands for.
    enum Node {
        case scalar(Scalar)
        case sequence([Int])
        case mapping([(key: Int, value: Int)])
    }

    /// The nodes with their lines.
    private(set) var nodes: [(node: Node, line: Int)] = []
    private(set) var top = 0
    private var anchors: [String: Int] = [:]

    /// Deeper than any file that means well.
    private static let deepest = 64

    /// Reads the first document.
    init(parsing bytes: [UInt8]) throws(Failure) {
        let parser = try YAMLParser(bytes)
        var step = try parser.next()
        if case .streamStart = step.event { step = try parser.next() }
        guard case .documentStart = step.event else { throw Failure(line: 1, message: "the file is empty") }
        top = try node(try parser.next(), from: parser, depth: 0)
        // Whether it ends well: a second root is an error of the first document.
        _ = try parser.next()
    }

    private mutating func node(
        _ step: YAMLParser.Step, from parser: borrowing YAMLParser, depth: Int
    ) throws(Failure) -> Int {
        guard depth < Self.deepest else {
            throw Failure(line: step.line, message: "it is nested more than \(Self.deepest) levels deep")
        }
        switch step.event {
        case .scalar(let scalar): return add(.scalar(scalar), step)
        case .alias(let name):
            guard let index = anchors[name] else {
                throw Failure(line: step.line, message: "the anchor '\(name)' is not defined, or contains itself")
            }
            return index
        case .sequenceStart:
            let entries = try children(of: step, from: parser, depth: depth)
            return add(.sequence(entries), step)
        case .mappingStart:
            let children = try children(of: step, from: parser, depth: depth)
            let pairs = stride(from: 0, to: children.count - 1, by: 2).map { (children[$0], children[$0 + 1]) }
            return add(.mapping(pairs), step)
        case .end, .documentStart, .documentEnd, .streamStart, .streamEnd:
            throw Failure(line: step.line, message: "it ends too early")
        }
    }

    /// The nodes to the end of the innermost sequence or mapping.
    private mutating func children(
        of step: YAMLParser.Step, from parser: borrowing YAMLParser, depth: Int
    ) throws(Failure) -> [Int] {
        // An alias inside of what it stands for would have no end.
        if let anchor = step.anchor { anchors[anchor] = nil }
        var children: [Int] = []
        while true {
            let next = try parser.next()
            if case .end = next.event { return children }
            children.append(try node(next, from: parser, depth: depth + 1))
        }
    }

    private mutating func add(_ node: Node, _ step: YAMLParser.Step) -> Int {
        nodes.append((node, step.line))
        // A name that is given again stands for the later node from there on.
        if let anchor = step.anchor { anchors[anchor] = nodes.count - 1 }
        return nodes.count - 1
    }
}
