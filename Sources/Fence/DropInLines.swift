public import KeyFile
import NetworkManagerConfiguration

/// The lines of a drop-in that `fix` wrote, and that somebody may have added to since.
///
/// Only the lines with the list are nmfence's to change or to take away; everything else stays, byte for byte.
public struct DropInLines {
    /// A setting that `fix` does not write.
    public struct Setting: Hashable {
        /// The number of its line, counted from one.
        public let line: Int
        /// Group and key, or the group alone.
        public let name: String
    }

    private enum Kind: Hashable {
        case group(isKeyFile: Bool)
        case addition(RawText)
        case subtraction
        case other
    }

    private static let group = "keyfile"
    private static let key = "unmanaged-devices"

    private var lines: [(bytes: ArraySlice<UInt8>, kind: Kind)] = []
    /// What was added, in the order of the lines.
    public private(set) var others: [Setting] = []

    /// - Parameter contents: the whole file.
    public init(_ contents: [UInt8]) {
        var current = ""
        for bytes in contents.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let text = RawText(bytes).trimmed
            lines.append((bytes, .other))
            if text.isEmpty || text.bytes.first == UInt8(ascii: "#") { continue }
            if text.bytes.first == UInt8(ascii: "[") {
                current = String(text.description.dropFirst().prefix { $0 != "]" })
                lines[lines.count - 1].kind = .group(isKeyFile: current == Self.group)
                if current != Self.group { note("[\(current)]") }
                continue
            }
            let key = RawText(text.bytes.prefix(while: { $0 != UInt8(ascii: "=") })).trimmed
            switch key.description {
            case Self.key + "+" where current == Self.group:
                lines[lines.count - 1].kind = .addition(
                    RawText(text.bytes.drop(while: { $0 != UInt8(ascii: "=") }).dropFirst()))
            case Self.key + "-" where current == Self.group: lines[lines.count - 1].kind = .subtraction
            default: note("\(current).\(key)")
            }
        }
    }

    private mutating func note(_ name: String) {
        others.append(Setting(line: lines.count, name: name))
    }

    /// What the list adds.
    public var added: [RawText] {
        lines.flatMap { line -> [RawText] in
            if case .addition(let value) = line.kind { TokenList.split(value) } else { [] }
        }
    }

    /// The file with another list in the place of its own.
    public func replacingList(with list: [String]) -> [UInt8] {
        var (kept, place): ([ArraySlice<UInt8>], Int?) = ([], nil)
        for line in lines {
            switch line.kind {
            case .addition, .subtraction: place = place ?? kept.count
            default: kept.append(line.bytes)
            }
        }
        if place == nil, !list.isEmpty {
            place = lines.firstIndex { $0.kind == .group(isKeyFile: true) }.map { $0 + 1 }
        }
        var new = list.map { ArraySlice(Array($0.utf8)) }
        if place == nil, !list.isEmpty {
            // A file that does not end with a line feed has no empty line at its end.
            place = kept.last?.isEmpty == true ? kept.count - 1 : kept.count
            new.insert(ArraySlice(Array("[\(Self.group)]".utf8)), at: 0)
            if place == kept.count { new.append([]) }
        }
        if let place { kept.insert(contentsOf: new, at: place) }
        return Array(kept.joined(separator: [0x0A]))
    }
}
