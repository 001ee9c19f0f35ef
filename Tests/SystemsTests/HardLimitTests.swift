import TestSupport
import Testing

/// What a process may lack.
@Suite struct `The program` {
    private func shell(_ line: String) throws -> Run { try Run("bash", ["-c", line, Release.path]) }

    @Test(arguments: ["--version", "check --offline", "config", "list checks", "explain cali0", "diff --offline"])
    func `says that its result cannot be written, or says nothing, and never crashes`(words: String) throws {
        for (redirection, says) in [
            (">&-", "Bad file descriptor"), (">/dev/full", "No space left on device"), ("<&- >&- 2>&-", ""),
            (">&- 2>/dev/full", ""),
        ] {
            let run = try shell("\"$0\" \(words) \(redirection)")
            #expect(run.status == 74, "\(words) \(redirection): \(run.errors)")
            #expect(run.errors.contains(says))
            #expect(Release.crash(in: run) == nil, "\(words) \(redirection): \(run.errors)")
        }
        let tooLarge = try shell("ulimit -f 0; exec \"$0\" \(words) >\"$(mktemp -u)\"")
        #expect(tooLarge.status == 74, "\(tooLarge.errors)")
        for redirection in ["<&-", "2>&-", "2>/dev/full"] {
            let run = try shell("\"$0\" \(words) \(redirection)")
            #expect(run.status <= 2, "\(words) \(redirection): \(run.status)")
        }
    }

    @Test(arguments: ["--version", "check --offline", "config", "list checks", "explain cali0", "diff --offline"])
    func `works within narrow limits, and in an empty environment`(words: String) throws {
        let usual = try shell("exec \"$0\" \(words)")
        for limit in ["ulimit -s 128", "ulimit -v 65536", "ulimit -n 16", "ulimit -c 0; ulimit -l 0"] {
            let run = try shell("\(limit) && exec \"$0\" \(words)")
            #expect(run.status == usual.status, "\(words), \(limit): \(run.errors)")
            #expect(Release.crash(in: run) == nil)
        }
        let bare = try shell("exec env -i \"$0\" \(words)")
        #expect(bare.status == usual.status)
    }

    /// The limit on threads is none for root.
    @Test(arguments: ["--version", "check --offline", "check", "config", "list checks", "explain cali0", "diff"])
    func `needs no threads, for whom it may have none`(words: String) throws {
        let folder = try TemporaryFolder()
        try Release.copy(into: folder)
        func asNobody(_ limit: String) throws -> Run {
            try Run(
                "setpriv",
                ["--reuid=65534", "--regid=65534", "--clear-groups", "bash", "-c", "\(limit); exec \"$0\" \(words)"]
                    + [folder.path + "/nmfence"])
        }
        let usual = try asNobody("true")
        let run = try asNobody("ulimit -u 0")
        #expect(run.status == usual.status, "\(words): \(run.errors)")
        #expect(Release.crash(in: run) == nil)
    }

    /// `check` may still say what it can, but nothing that is not so.
    @Test(arguments: [0, 1, 2, 3, 4, 5])
    func `says what it could not open for want of descriptors`(count: Int) throws {
        for words in ["check --offline", "config", "diff --offline", "explain cali0"] {
            let usual = try shell("exec \"$0\" \(words)")
            let run = try shell("ulimit -n \(count); exec \"$0\" \(words)")
            #expect([usual.status, 2, 74].contains(run.status), "\(words), \(count): \(run.status)")
            #expect(Release.crash(in: run) == nil, "\(run.errors)")
            if run.status != usual.status {
                #expect((run.output + run.errors).contains("Too many open files"), "\(words), \(count): \(run.errors)")
            }
        }
    }

    @Test func `takes a command line without any word for one that asks for nothing`() throws {
        let execute = "import ctypes, sys; ctypes.CDLL(None).execve(sys.argv[1].encode(), None, None)"
        let run = try Run(Python.program, ["-c", execute, Release.path])
        #expect(Release.crash(in: run) == nil, "\(run.errors)")
        #expect(run.status == (try Release.run([])).status)
    }
}
