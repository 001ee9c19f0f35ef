import Foundation

/// Runs a program to its end, quickly: a case costs little more than the program itself.
enum Child {
    /// - Returns: the exit status (or 128 and the signal's number), and what it wrote.
    static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) -> (status: Int32, output: [UInt8], errors: [UInt8]) {
        let files = ["/run/differential.out", "/run/differential.err"]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, file) in files.enumerated() {
            posix_spawn_file_actions_addopen(
                &actions, Int32(number + 1), file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        let settings = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"] + environment.map { "\($0)=\($1)" }
        var variables: [UnsafeMutablePointer<CChar>?] = settings.map { (setting: String) in strdup(setting) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var pid: pid_t = 0
        guard posix_spawnp(&pid, arguments[0], &actions, nil, &words, &variables) == 0 else {
            return (127, [], Array("cannot start \(arguments[0])".utf8))
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        let contents = files.map { [UInt8]((try? Data(contentsOf: URL(fileURLWithPath: $0))) ?? Data()) }
        return (code, contents[0], contents[1])
    }
}
