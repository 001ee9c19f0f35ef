import KeyFile
import SystemPackage

/// Reads `interfaces(5)` the way NetworkManager's plugin does, which is not quite ifupdown's.
struct InterfacesFile<Reader: ConfigurationReader> {
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

    let reader: Reader
    private var stanzas: [Stanza] = []
    /// Whether the last stanza is one of those kept here: options behind `auto` belong to that.
    private var isLastKept = false
    /// Whether options belong to no stanza: at the start of every file, and behind a line that cannot be parsed.
    private var skipsOptions = true
    private(set) var uncertainty: Uncertainty?
    private var depth = 0

    init(reader: Reader) { self.reader = reader }

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
        return words(value.bytes[...]).filter { word in
            switch word {
            case "all", "none": return false
            case "regex": depth += 1
            case "noregex": depth -= 1
            default: return depth == 0
            }
            return false
        }
    }

    private static func words(_ line: ArraySlice<UInt8>) -> [RawText] {
        line.split(whereSeparator: { $0 == 32 || $0 == 9 }).map { RawText($0) }
    }

    mutating func read(_ path: FilePath) {
        guard depth < 16 else {
            uncertainty = uncertainty ?? Uncertainty("\(path) includes itself, or includes are nested too deeply")
            return
        }
        switch reader.contents(of: path) {
        case .regular(let bytes):
            depth += 1
            skipsOptions = true
            parse(bytes, path)
            // What follows the line that includes a file belongs to the last stanza, wherever that stands.
            skipsOptions = false
            depth -= 1
        case .unreadable(let error): uncertainty = uncertainty ?? Uncertainty("cannot read \(path) (\(error))")
        case .tooLarge: uncertainty = uncertainty ?? Uncertainty("\(path) is too large")
        case .missing, .notRegular: break
        }
    }

    private mutating func parse(_ bytes: [UInt8], _ path: FilePath) {
        // Lines of 254 bytes and more, continuations included, are passed over, as the plugin's buffer has it.
        let limit = 254
        var joined: [UInt8] = []
        var first = 1
        var isSkipping = false
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if joined.isEmpty { first = index + 1 }
            let isLast = index == lines.count - 1
            if isLast && line.isEmpty { break }
            let continues = line.last == UInt8(ascii: "\\")
            if isSkipping || (joined.count + line.count + 1 > limit && !(isLast && joined.count + line.count <= limit))
            {
                isSkipping = continues
                joined = []
                continue
            }
            joined += continues ? line.dropLast() : line
            if continues { continue }
            take(Self.words(joined[...]), Origin(path: path, line: first))
            joined = []
        }
    }

    private mutating func take(_ words: [RawText], _ origin: Origin) {
        guard let verb = words.first, verb.bytes.first != UInt8(ascii: "#") else { return }
        guard words.count >= 2 else {
            skipsOptions = true
            return
        }
        switch verb {
        case "iface":
            guard words.count >= 4 else { return }
            begin(Stanza(isInterface: true, name: words[1], origin: origin))
        case "mapping":
            // All words together are the name, spaces included.
            let name = RawText(words.dropFirst().map(\.description).joined(separator: " "))
            begin(Stanza(isInterface: false, name: name, origin: origin))
        case "source", "source-directory":
            let directory = origin.path.removingLastComponent()
            for word in words.dropFirst() { include(word, from: directory, isDirectory: verb == "source-directory") }
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

    // MARK: Includes

    private mutating func include(_ word: RawText, from directory: FilePath, isDirectory: Bool) {
        let shell: Set<UInt8> = Set("$`~\"'\\{}()[]<>|&;".utf8)
        guard !word.bytes.contains(where: shell.contains) else {
            uncertainty = uncertainty ?? Uncertainty("\(directory)/… includes \(word), which only a shell can expand")
            return
        }
        let path = word.bytes.first == UInt8(ascii: "/") ? FilePath(word) : directory.pushing(FilePath(word))
        for match in expand(path) {
            if isDirectory {
                guard case .names(let names) = reader.entries(of: match) else { continue }
                for name in names { read(match.appending(name)) }
            } else {
                read(match)
            }
        }
    }

    /// Expands `*` and `?` in each component, as the shell does: sorted, and no dot files.
    private mutating func expand(_ path: FilePath) -> [FilePath] {
        var matches: [FilePath] = ["/"]
        for component in path.components {
            let text = RawText(component)
            guard text.bytes.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) else {
                matches = matches.map { $0.appending(component) }
                continue
            }
            let glob = Glob(text)
            matches = matches.flatMap { directory -> [FilePath] in
                switch reader.entries(of: directory) {
                case .missing: return []
                case .unreadable(let error):
                    uncertainty = uncertainty ?? Uncertainty("cannot read \(directory) (\(error))")
                    return []
                case .names(let names):
                    return names.map { (RawText($0), $0) }
                        .filter { glob.matches($0.0) && $0.0.bytes.first != UInt8(ascii: ".") }
                        .sorted { $0.0 < $1.0 }.map { directory.appending($0.1) }
                }
            }
        }
        return matches
    }
}
