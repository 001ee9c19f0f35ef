import Foundation
import TestSupport
import Testing

/// What a program of root must not let its environment choose.
@Suite struct `A crash of the program` {
    private let folder: TemporaryFolder
    private let environment: [String: String]

    init() throws {
        folder = try TemporaryFolder()
        let path = folder.path
        for name in ["swift-backtrace", "swift-backtrace-static"] {
            for place in ["libexec/swift/linux/", "libexec/swift/", "bin/", ""] {
                try folder.write("#!/bin/sh\ntouch \(path)/ran\n", to: place + name)
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o755], ofItemAtPath: path + "/" + place + name)
            }
        }
        environment = [
            "SWIFT_BACKTRACE":
                "enable=yes,interactive=no,output-to=\(path)/ran,swift-backtrace=\(path)/swift-backtrace",
            "SWIFT_ROOT": path, "SWIFT_DEBUG_HELP": "YES", "SWIFT_DEBUG_UNKNOWN": "1",
            "SWIFT_DEBUG_LIB_PRESPECIALIZED_PATH": path + "/a.so", "SWIFT_DEBUG_FAILED_TYPE_LOOKUP": "YES",
            "SWIFT_DEBUG_ENABLE_MALLOC_SCRIBBLE": "YES", "SWIFT_DEBUG_ENABLE_METADATA_BACKTRACE_LOGGING": "YES",
            "SWIFT_DEBUG_ENABLE_METADATA_ALLOCATION_ITERATION": "YES", "SWIFT_DUMP_ACCESSIBLE_FUNCTIONS": "YES",
            "LD_PRELOAD": path + "/a.so", "LD_LIBRARY_PATH": path, "LD_AUDIT": path + "/a.so", "LD_DEBUG": "all",
            "LD_PROFILE": "nmfence", "LD_BIND_NOT": "1", "GLIBC_TUNABLES": "glibc.malloc.check=3",
            "MALLOC_TRACE": path + "/ran", "GCONV_PATH": path, "LOCPATH": path, "NLSPATH": path + "/%N",
            "LC_ALL": "de_DE.ISO-8859-1", "LANGUAGE": "de", "CHARSET": "ISO-8859-1", "CHARSETALIASDIR": path,
            "TZ": ":" + path + "/zone", "TZDIR": path, "TERMINFO": path, "TMPDIR": path, "HOME": path, "PATH": path,
            "HOSTALIASES": path + "/hosts", "RES_OPTIONS": "debug", "RESOLV_HOST_CONF": path + "/hosts",
            "G_DEBUG": "fatal-warnings", "G_MESSAGES_DEBUG": "all", "G_SLICE": "debug-blocks", "XDG_DATA_DIRS": path,
            "XDG_RUNTIME_DIR": path, "DBUS_VERBOSE": "1", "DBUS_FATAL_WARNINGS": "1",
            "DBUS_SESSION_BUS_ADDRESS": "unixexec:path=\(path)/swift-backtrace",
            "DBUS_STARTER_ADDRESS": "unixexec:path=\(path)/swift-backtrace",
            "LLVM_PROFILE_FILE": path + "/ran", "GMON_OUT_PREFIX": path + "/ran",
        ]
    }

    /// Runs it under strace, and gives each file that it looks for and each program that it starts.
    private func trace(_ words: [String], environment: [String: String]) throws -> (run: Run, calls: [String]) {
        let log = folder.path + "/trace"
        let run = try Run(
            "env",
            ["-i", "/usr/bin/strace", "-f", "-qq", "-o", log, "-s", "4096", "-e", "trace=%file,connect"]
                + environment.sorted { $0.key < $1.key }.flatMap { ["-E", "\($0.key)=\($0.value)"] }
                + [Release.path] + words)
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        // Without the process's number, what the call gave, and where the program's memory is.
        let calls = lines.map { line in
            let call = line.drop { $0 != " " }.split(separator: ") = ")[0]
            return call.trimmingCharacters(in: .whitespaces).replacing(/0x[0-9a-f]+/, with: "P")
        }
        return (run, calls.filter { !$0.isEmpty })
    }

    @Test(arguments: [
        ["--version"], ["check", "--offline"], ["config"], ["explain", "cali0"], ["no-such-verb"], ["fix"],
    ])
    func `aside, no variable of the environment makes it open a file or run a program`(words: [String]) throws {
        try folder.makeFolder("root")
        let words = words + (words.count == 1 && words[0].hasPrefix("-") ? [] : ["--root", folder.path + "/root"])
        let bare = try trace(words, environment: [:])
        let hostile = try trace(words, environment: environment)
        #expect(hostile.run.status == bare.run.status)
        #expect(hostile.run.output == bare.run.output)
        #expect(hostile.run.errors == bare.run.errors)
        #expect(hostile.calls.dropFirst() == bare.calls.dropFirst())
        #expect(bare.calls.filter { $0.hasPrefix("execve(") }.count == 1, "\(bare.calls)")
        #expect(folder.text("ran") == nil)
    }

    /// The signals of a broken program, while it waits for its standard input.
    @Test(arguments: ["SEGV", "ABRT", "ILL", "BUS", "FPE", "TRAP"])
    func `ends it at once, and starts nothing`(signal: String) throws {
        for environment in [[:], environment.filter { $0.key != "PATH" }] {
            let run = try Run(
                "bash",
                [
                    "-c",
                    """
                    ulimit -c 0
                    mkfifo "$1/input"
                    exec 9<>"$1/input"
                    env "${@:3}" "$0" explain --devices - <&9 &
                    until [ "$(readlink /proc/$!/exe)" = "$0" ] && grep -q '^State:.S' /proc/$!/status; do :; done
                    kill -"$2" $!
                    wait $!
                    status=$?
                    rm "$1/input"
                    exit $status
                    """, Release.path, folder.path, signal,
                ] + environment.map { "\($0.key)=\($0.value)" })
            let number = try #require(
                Int32(
                    try Run("bash", ["-c", "kill -l \(signal)"]).output.trimmingCharacters(in: .whitespacesAndNewlines))
            )
            #expect(run.status == 128 + number, "\(run.errors)")
            #expect(run.seconds < 2)
            #expect(run.output == "")
            #expect(!run.errors.contains("acktrace"), "\(run.errors)")
        }
        #expect(folder.text("ran") == nil)
    }
}
