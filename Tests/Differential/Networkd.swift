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
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(description: "no pipe") }
        defer { close(ends[0]) }
        let pid = start(writingTo: ends[1], closing: ends[0])
        close(ends[1])
        guard let pid else { throw Failure(description: "cannot start systemd-networkd") }
        defer {
            kill(pid, SIGKILL)
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        }
        var (answers, open, text) = ([String: Answer](), Set(links), "")
        let end = Date().addingTimeInterval(Self.patience)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !open.isEmpty, Date() < end {
            var waiting = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 1000) > 0 else { continue }
            let count = read(ends[0], &buffer, buffer.count)
            guard count > 0 else { break }
            text += String(decoding: buffer[..<count], as: UTF8.self)
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            text = lines.popLast().map(String.init) ?? ""
            for line in lines { Self.take(line, &answers, &open) }
        }
        guard open.isEmpty else { throw Failure(description: "systemd-networkd says nothing of \(open.sorted())") }
        return answers
    }

    private func start(writingTo descriptor: Int32, closing other: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, descriptor, 1)
        posix_spawn_file_actions_adddup2(&actions, descriptor, 2)
        posix_spawn_file_actions_addclose(&actions, other)
        let command = ["/usr/sbin/chroot", root, "/lib/systemd/systemd-networkd"]
        let settings = ["SYSTEMD_LOG_LEVEL=debug", "SYSTEMD_LOG_TARGET=console", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var pid: pid_t = 0
        return posix_spawn(&pid, command[0], &actions, nil, &words, &variables) == 0 ? pid : nil
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static func take(_ line: Substring, _ answers: inout [String: Answer], _ open: inout Set<String>) {
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
