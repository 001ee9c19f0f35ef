import KeyFile
import SystemPackage

/// What NetworkManager's plugin makes of the lines of interfaces(5): its stanzas, and the names in them.
struct InterfacesFile {
    struct Interface {
        let name: RawText
        let origin: Origin
    }

    private struct Stanza {
        var isInterface: Bool
        var name: RawText
        var bridgePorts: RawText?
        var origin: Origin
    }

    private var stanzas: [Stanza] = []
    /// Whether the last stanza is one of those kept here: options behind `auto` belong to that.
    private var isLastKept = false
    /// Whether options belong to no stanza: at the start of every file, and behind a line that cannot be parsed.
    private var skipsOptions = true
    let uncertainty: Uncertainty?

    init(reader: any ConfigurationReader) {
        let file = InterfacesLines(in: reader, as: .networkManager)
        uncertainty = file.uncertainty
        for line in file.lines { take(line) }
    }

    /// The interfaces whose names end up in the list, each once.
    var interfaces: [Interface] {
        var seen: Set<RawText> = []
        return stanzas.flatMap { stanza -> [Interface] in
            if stanza.isInterface, stanza.name.hasPrefix("br") {
                // Of a stanza that looks like a bridge's only the ports are listed, not the bridge.
                return Self.ports(stanza.bridgePorts ?? "").map { Interface(name: $0, origin: stanza.origin) }
            }
            if stanza.isInterface, stanza.name == "lo" { return [] }
            return [Interface(name: stanza.name, origin: stanza.origin)]
        }.filter { seen.insert($0.name).inserted }
    }

    private static func ports(_ value: RawText) -> [RawText] {
        var depth = 0
        return value.bytes.split { $0 == 32 || $0 == 9 }.map { RawText($0) }.filter { word in
            switch word {
            case "all", "none": return false
            case "regex": depth += 1
            case "noregex": depth -= 1
            default: return depth == 0
            }
            return false
        }
    }

    private mutating func take(_ line: InterfacesLines.Line) {
        let (words, verb) = (line.words, line.words[0])
        if line.isFirst { skipsOptions = true }
        guard words.count >= 2 else {
            skipsOptions = true
            return
        }
        switch verb {
        case "iface":
            guard words.count >= 4 else { return }
            begin(Stanza(isInterface: true, name: words[1], origin: line.origin))
        case "mapping":
            // All words together are the name, spaces included.
            let name = RawText(words.dropFirst().map(\.description).joined(separator: " "))
            begin(Stanza(isInterface: false, name: name, origin: line.origin))
        case "source", "source-directory":
            // What follows belongs to the last stanza, wherever that stands.
            skipsOptions = false
        default:
            if verb == "auto" || verb.hasPrefix("allow-") {
                // Not in the list themselves, and options that follow belong to none of the stanzas that are.
                (isLastKept, skipsOptions) = (false, false)
                return
            }
            let key = RawText(verb.bytes.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 })
            guard !skipsOptions, isLastKept, key == "bridge-ports", let last = stanzas.indices.last,
                stanzas[last].bridgePorts == nil
            else { return }
            stanzas[last].bridgePorts = RawText(words.dropFirst().map(\.description).joined(separator: " "))
        }
    }

    private mutating func begin(_ stanza: Stanza) {
        stanzas.append(stanza)
        (isLastKept, skipsOptions) = (true, false)
    }
}
