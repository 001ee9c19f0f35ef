import Foundation

/// The files of one case, and how the daemon is started.
struct Case: Codable, Equatable {
    struct File: Codable, Equatable {
        enum Kind: Codable, Equatable {
            /// Lines without their newline; the last one has none.
            case lines([[UInt8]])
            case directory
            case link(to: String)
        }

        var path: String
        var kind: Kind
    }

    var files: [File]
    var arguments: [String] = []
    var environment: [String: String] = [:]

    /// The folders that hold files of a case; emptied before each.
    static let folders = [
        "/usr/lib/NetworkManager/conf.d", "/run/NetworkManager/conf.d", "/etc/NetworkManager",
        "/var/lib/NetworkManager", "/run/NetworkManager/differential",
    ]

    /// Puts the files where the daemon looks.
    func write() throws {
        let manager = FileManager.default
        for folder in Self.folders {
            for name in (try? manager.contentsOfDirectory(atPath: folder)) ?? [] {
                try? manager.removeItem(atPath: folder + "/" + name)
            }
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        for file in files {
            let parent = (file.path as NSString).deletingLastPathComponent
            try manager.createDirectory(atPath: parent, withIntermediateDirectories: true)
            switch file.kind {
            case .lines(let lines):
                try Data(lines.joined(separator: [10])).write(to: URL(fileURLWithPath: file.path))
            case .directory: try manager.createDirectory(atPath: file.path, withIntermediateDirectories: true)
            case .link(let target):
                try manager.createSymbolicLink(atPath: file.path, withDestinationPath: target)
            }
        }
    }

    /// The case in words, for people and for fixtures.
    var description: String {
        var text = arguments.isEmpty ? "" : "arguments: \(arguments)\n"
        if !environment.isEmpty { text += "environment: \(environment)\n" }
        for file in files {
            switch file.kind {
            case .lines(let lines):
                text += "--- \(file.path)\n"
                for line in lines { text += "    \(Self.shown(line))\n" }
            case .directory: text += "--- \(file.path) (a directory)\n"
            case .link(let target): text += "--- \(file.path) -> \(target)\n"
            }
        }
        return text
    }

    static func shown(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in bytes {
            if byte == UInt8(ascii: "\\") {
                text += "\\\\"
            } else if byte >= 32 && byte < 127 {
                text.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                text += "\\x" + String(byte, radix: 16)
            }
        }
        return text
    }

    /// Smaller cases, the biggest steps first.
    var reductions: [Case] {
        var smaller: [Case] = []
        for index in files.indices {
            var less = self
            less.files.remove(at: index)
            smaller.append(less)
        }
        if !arguments.isEmpty {
            var less = self
            less.arguments = []
            smaller.append(less)
        }
        for (index, file) in files.enumerated() {
            guard case .lines(let lines) = file.kind else { continue }
            for line in lines.indices {
                var less = self
                var rest = lines
                rest.remove(at: line)
                less.files[index].kind = .lines(rest)
                smaller.append(less)
            }
        }
        for (index, file) in files.enumerated() {
            guard case .lines(let lines) = file.kind else { continue }
            for (number, line) in lines.enumerated() where line.count > 1 {
                for position in line.indices {
                    var less = self
                    var rest = lines
                    rest[number].remove(at: position)
                    less.files[index].kind = .lines(rest)
                    smaller.append(less)
                }
            }
        }
        return smaller
    }

    /// The smallest case that still fails, as far as greedy steps and a budget of tries lead.
    func shrunk(tries: Int = 600, stillFails: (Case) -> Bool) -> Case {
        var current = self
        var left = tries
        var isProgressing = true
        while isProgressing && left > 0 {
            isProgressing = false
            for smaller in current.reductions {
                left -= 1
                if left <= 0 { break }
                if stillFails(smaller) {
                    current = smaller
                    isProgressing = true
                    break
                }
            }
        }
        return current
    }
}
