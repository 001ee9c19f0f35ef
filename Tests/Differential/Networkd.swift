import Foundation

/// A systemd-networkd that is started in a root folder, says what it makes of each link, and is ended.
struct Networkd {
    /// What it made of a link.
    struct Answer: Equatable, CustomStringConvertible {
        /// The file that matched.
        var file: String?
        /// Whether it configures the link.
        var isManaged: Bool

        var description: String { "\(isManaged ? "managed" : "unmanaged") by \(file ?? "no file")" }
    }

    private let root: String
    /// How long it may take: it takes a tenth of a second.
    private static let patience = 20.0

    init(_ root: String) { self.root = root }

    /// What it logs of these links, until each has been decided about.
    func answers(for links: [String]) throws -> [String: Answer] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/chroot")
        process.arguments = [root, "/lib/systemd/systemd-networkd"]
        process.environment = ["SYSTEMD_LOG_LEVEL": "debug", "SYSTEMD_LOG_TARGET": "console", "PATH": "/usr/bin:/bin"]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        defer {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        var (answers, open, text) = ([String: Answer](), Set(links), "")
        let end = Date().addingTimeInterval(Self.patience)
        while !open.isEmpty, Date() < end {
            let data = pipe.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            text += String(decoding: data, as: UTF8.self)
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            text = lines.popLast().map(String.init) ?? ""
            for line in lines { Self.read(line, &answers, &open) }
        }
        guard open.isEmpty else { throw Failure(description: "systemd-networkd says nothing of \(open.sorted())") }
        return answers
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static func read(_ line: Substring, _ answers: inout [String: Answer], _ open: inout Set<String>) {
        guard let colon = line.firstRange(of: ": ") else { return }
        let (name, message) = (String(line[..<colon.lowerBound]), line[colon.upperBound...])
        guard open.contains(name) else { return }
        if let file = file(in: message) {
            // It looks again when a link changes.
            if answers[name]?.file == nil { answers[name, default: Answer(isManaged: false)].file = file }
        } else if message.hasPrefix("State changed: initialized -> ") {
            answers[name, default: Answer(isManaged: false)].isManaged = !message.contains("-> unmanaged")
            open.remove(name)
        }
    }

    /// "found matching network '/run/…'." before 253, "Found matching .network file: /run/…" since.
    private static func file(in message: Substring) -> String? {
        guard message.lowercased().hasPrefix("found matching") else { return nil }
        return message.split { $0 == "'" || $0 == " " }.first { $0.hasPrefix("/") }.map(String.init)
    }
}
