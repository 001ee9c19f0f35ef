public import KeyFile
import NetworkManagerConfiguration

/// The lines of a drop-in that `fix` wrote, and that somebody may have added to since.
///
/// Only the lines with the list, and the group of devices that `fix` wrote, are nmfence's to change or to take away;
/// everything else stays, byte for byte.
public struct DropInLines {
    /// A setting that `fix` does not write.
    public struct Setting: Hashable {
        /// The number of its line, counted from one.
        public let line: Int
        /// Group and key, or the group alone.
        public let name: String
    }

    private enum Kind: Hashable {
        case addition(RawText)
        case subtraction
        case fence
        case other
    }

    private static let group = "keyfile"
    private static let key = "unmanaged-devices"
    static let groupName = "device-nmfence"
    /// What stands in the group for whoever reads the file.
    static let groupRemark: RawText =
        "# unmanaged-devices cannot name all of these. This group is weaker: it applies when an interface appears."
    /// What ``groupRemark`` was before.
    private static let formerGroupRemark: RawText =
        "# The list cannot name all of these. A group is weaker: it counts when an interface appears."

    private var lines: [(bytes: ArraySlice<UInt8>, kind: Kind)] = []
    /// What was added, in the order of the lines.
    public private(set) var others: [Setting] = []

    /// - Parameter contents: the whole file.
    public init(_ contents: [UInt8]) {
        var current = ""
        var header: Int?
        for bytes in contents.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let text = RawText(bytes).trimmed
            lines.append((bytes, .other))
            if text.isEmpty || text.bytes.first == UInt8(ascii: "#") {
                if header != nil, [Self.groupRemark, Self.formerGroupRemark].contains(text) {
                    lines[lines.count - 1].kind = .fence
                }
                continue
            }
            if text.bytes.first == UInt8(ascii: "[") {
                current = String(text.description.dropFirst().prefix { $0 != "]" })
                header = current.hasPrefix(Self.groupName) ? lines.count - 1 : nil
                if let header { lines[header].kind = .fence }
                if current != Self.group, header == nil { note("[\(current)]") }
                continue
            }
            let key = RawText(text.bytes.prefix(while: { $0 != UInt8(ascii: "=") })).trimmed
            switch key.description {
            case Self.key + "+" where current == Self.group:
                lines[lines.count - 1].kind = .addition(
                    RawText(text.bytes.drop(while: { $0 != UInt8(ascii: "=") }).dropFirst()))
            case Self.key + "-" where current == Self.group: lines[lines.count - 1].kind = .subtraction
            case "match-device" where header != nil, "managed" where header != nil:
                lines[lines.count - 1].kind = .fence
            default:
                note("\(current).\(key)")
                // Somebody's own line stays, and so does the group that it is in.
                if let header { lines[header].kind = .other }
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

    /// The file with another list and another group of devices in the place of its own.
    public func replacing(list: [RawText], group: [RawText]) -> [UInt8] {
        var (kept, place): ([ArraySlice<UInt8>], Int?) = ([], nil)
        for line in lines {
            switch line.kind {
            case .addition, .subtraction: place = place ?? kept.count
            case .fence: break
            default: kept.append(line.bytes)
            }
        }
        if place == nil, !list.isEmpty {
            place = kept.firstIndex { RawText($0).trimmed == RawText("[\(Self.group)]") }.map { $0 + 1 }
        }
        if let place {
            kept.insert(contentsOf: list.map { ArraySlice($0.bytes) }, at: place)
        } else if !list.isEmpty {
            Self.append([RawText("[\(Self.group)]")] + list, to: &kept)
        }
        Self.append(group, to: &kept)
        return Array(kept.joined(separator: [0x0A]))
    }

    /// A file that does not end with a line feed has no empty line at its end, and gets one.
    private static func append(_ new: [RawText], to lines: inout [ArraySlice<UInt8>]) {
        guard !new.isEmpty else { return }
        if lines.last?.isEmpty != true { lines.append([]) }
        lines.insert(contentsOf: new.map { ArraySlice($0.bytes) }, at: lines.count - 1)
    }
}
