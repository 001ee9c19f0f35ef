public import Base
public import SystemPackage

/// Which distribution the node runs, from os-release(5), read as data: a shell is never asked.
public struct OSRelease: Hashable, Sendable {
    /// The values that were set, as a shell would have understood them, but with nothing expanded.
    private var values: [String: (value: String, line: Int)] = [:]
    /// The file that was read; nil where there is none.
    public let path: FilePath?
    /// Lines that are no assignment of a plain value.
    public private(set) var problems: [Evidence] = []
    /// Why the file could not be read; nil where it could, or there is none.
    public let unreadable: FileError?

    /// Reads /etc/os-release or, where there is none, /usr/lib/os-release: one that cannot be read may say something
    /// else.
    public init(in root: RootDirectory) {
        var (found, contents): (FilePath?, [UInt8]) = (nil, [])
        var unreadable: FileError?
        for path in ["/etc/os-release", "/usr/lib/os-release"] as [FilePath] {
            do throws(FileError) {
                contents = try root.read(path, limit: 1 << 16)
                found = path
                break
            } catch {
                if error.isMissing { continue }
                unreadable = error
                break
            }
        }
        path = found
        self.unreadable = unreadable
        for line in TextLines(contents) { read(line.bytes.trimmedText, line.number) }
    }

    /// The distribution in lower case: `debian`, `rhel`, `rhcos`; nil where the file does not say or says nonsense.
    public var id: String? {
        self["ID"].flatMap { id in
            id.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2E, 0x5F, 0x2D].contains($0)
            }
                && !id.isEmpty ? id : nil
        }
    }

    /// The distributions that it is like, the closest first.
    public var relatives: [String] { self["ID_LIKE"]?.split(separator: " ").map(String.init) ?? [] }

    /// A value by its name; nil where it is not set.
    public subscript(name: String) -> String? { values[name]?.value }

    /// The place of a value.
    public func evidence(of name: String) -> Evidence? {
        guard let path, let entry = values[name] else { return nil }
        return Evidence(path, line: entry.line, "\(name)=\(entry.value)")
    }

    private mutating func read(_ line: String, _ number: Int) {
        guard !line.isEmpty, !line.hasPrefix("#") else { return }
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isName =
            !parts[0].isEmpty
            && parts[0].utf8.allSatisfy {
                (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
            }
        guard parts.count == 2, isName, let value = Self.unquoted(parts[1]) else {
            if let path { problems.append(Evidence(path, line: number, "not a NAME=VALUE line: \(line)")) }
            return
        }
        values[String(parts[0])] = (value, number)
    }

    /// The text between quotes, with the five escapes that os-release(5) allows; nil where a shell would do more than
    /// read it.
    private static func unquoted(_ text: Substring) -> String? {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            return text.contains { "\"'\\$`;&|<>() \t".contains($0) } ? nil : String(text)
        }
        guard text.count >= 2, text.last == quote else { return nil }
        var (value, isEscaped) = ("", false)
        for character in text.dropFirst().dropLast() {
            if isEscaped {
                value.append(character)
                isEscaped = false
            } else if character == "\\" && quote == "\"" {
                isEscaped = true
            } else if character == quote || (quote == "\"" && (character == "$" || character == "`")) {
                return nil
            } else {
                value.append(character)
            }
        }
        return isEscaped ? nil : value
    }
}

extension OSRelease {
    /// Whether both say the same; where they say it does not count.
    public static func == (left: OSRelease, right: OSRelease) -> Bool {
        left.path == right.path && left.values.mapValues(\.value) == right.values.mapValues(\.value)
    }

    /// Feeds what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(path)
        hasher.combine(values.mapValues(\.value))
    }
}
