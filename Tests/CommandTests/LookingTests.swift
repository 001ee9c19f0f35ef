import Foundation
import TestSupport
import Testing

/// DESIGN.md, principle 7, under a system-call trace: one row for each verb that only looks.
@Suite(.waits) struct `Looking changes nothing` {
    static let rows: [[String]] = [
        ["check"], ["check", "-o", "json", "-v"], ["diff"], ["diff", "-o", "json"], ["fix", "--dry-run"],
        ["revert", "--dry-run"], ["config"],
        ["explain", "cali0", "eth0", "cali1a2b3c", "nm.devices"], ["list", "profiles"], ["list", "checks"],
        ["list", "interfaces"], ["list", "schemas"], ["render", "systemd"], ["render", "machineconfig", "-o", "json"],
        ["merge", "/dev/null"], ["--version"], ["--help"],
    ]

    /// Verbs whose work is to change the node.
    private static let changing: Set = ["fix", "revert"]

    /// Whatever is not in here is not called: a list of what is forbidden would miss what nobody thought of.
    private static let allowed: Set = [
        "access", "arch_prctl", "brk", "clock_gettime", "clone", "clone3", "close", "connect", "epoll_create1",
        "epoll_ctl", "epoll_wait", "eventfd2", "execve", "exit", "exit_group", "faccessat", "faccessat2", "fcntl",
        "fgetxattr",
        "flistxattr", "fstat", "futex",
        "getcwd",
        "getdents64", "getegid", "geteuid", "getgid", "getpeername", "getpid", "getrandom", "getresgid", "getresuid",
        "getsockname", "getsockopt", "gettid", "getuid", "ioctl", "lseek", "lstat", "madvise", "membarrier", "mmap",
        "mprotect",
        "munmap", "newfstatat", "openat", "openat2", "pipe2", "poll", "ppoll", "prctl", "pread64", "prlimit64", "read",
        "readlink", "readlinkat", "recvfrom", "recvmsg", "restart_syscall", "rseq", "rt_sigaction", "rt_sigprocmask",
        "rt_sigreturn", "sched_getaffinity", "sched_yield", "sendmsg", "sendto", "set_robust_list", "set_tid_address",
        "setsockopt",
        "shutdown",
        "sigaltstack", "socket", "socketpair", "stat", "statfs", "statx", "sysinfo",
        // A connect to the bus is ended now and then by a signal to the process itself.
        "timer_create", "timer_delete", "timer_settime", "uname", "write",
    ]

    /// Questions of the bus and of NetworkManager, and the names that a process must have to ask them.
    private static let questions: Set = [
        "Hello", "GetNameOwner", "NameHasOwner", "GetConnectionUnixProcessID", "GetManagedObjects", "Get", "GetAll",
        "GetUnit",
        "GetPermissions", "AddMatch", "RemoveMatch",
    ]

    private func objections(to trace: String) -> [String] {
        var objections: [String] = []
        let call = /^[0-9]+ +([a-z0-9_]+)\((.*)$/
        let writing = /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE/
        let member = /\\3\\1s\\0(?:\\[0-7]{1,3}|\\[a-z]|.)\\0\\0\\0(\w+)\\0/
        let header = /iov_base="l\\(?:00)?1\\([0-7]{1,3})\\/
        for line in trace.split(separator: "\n") {
            guard let match = line.wholeMatch(of: call) else { continue }
            let (name, arguments) = (String(match.1), match.2)
            if !Self.allowed.contains(name) { objections.append("not a call of one who looks: \(line)") }
            switch name {
            case "openat", "openat2":
                if arguments.contains(writing) { objections.append("opened for writing: \(line)") }
            case "write":
                let isOutput = arguments.hasPrefix("1<") || arguments.hasPrefix("2<")
                // A thread that wakes another.
                let isWake =
                    arguments.contains(/^[0-9]+<anon_inode:/) || arguments.contains(/^[0-9]+<(pipe|socket|UNIX)/)
                if !isOutput, !isWake { objections.append("written to: \(line)") }
            case "setsockopt":
                // How the kernel reads questions; it changes nothing but the socket.
                if !arguments.contains("NETLINK_GET_STRICT_CHK") { objections.append("set: \(line)") }
            case "connect":
                if !arguments.contains("system_bus_socket") { objections.append("connected to: \(line)") }
            case "sendto":
                if !isAllowedToSend(arguments) { objections.append("sent: \(line)") }
            case "sendmsg":
                let asked = arguments.matches(of: member).map { String($0.1) }
                if asked.isEmpty || !Self.questions.isSuperset(of: asked) { objections.append("said: \(line)") }
                guard let flags = arguments.firstMatch(of: header).flatMap({ Int($0.1, radix: 8) }), flags & 2 != 0
                else {
                    objections.append("may start a service: \(line)")
                    continue
                }
            default: break
            }
        }
        return objections
    }

    /// To the bus how it is spoken to; to the kernel, over netlink, which lists and which link are asked for.
    private func isAllowedToSend(_ arguments: Substring) -> Bool {
        let isGreeting = arguments.contains(/, "(?:\\0|AUTH |NEGOTIATE_UNIX_FD|BEGIN)/)
        let types = arguments.matches(of: /nlmsg_type=([^,]+),/).map { String($0.1) }
        // strace does not know the family of a socket at once: then the requests are numbers.
        let lists =
            #/
                (?: NFNL_SUBSYS_NFTABLES<<8\|NFT_MSG_GET[A-Z]+ | RTM_GET(?:LINK|ADDR|ROUTE|RULE)
                | 0xa0[147ad] | 0x12 | 0x16 | 0x1a | 0x22 | 0x607 ) (\ .*)?
            /#
        let isQuestion =
            !types.isEmpty && types.allSatisfy { $0.wholeMatch(of: lists) != nil }
            && arguments.contains(/nlmsg_flags=NLM_F_REQUEST(?:\|(?:NLM_F_DUMP|0x300))?,/)
        return isGreeting || isQuestion
    }

    private func trace(_ node: LiveSandbox, _ arguments: [String]) throws -> (run: Run, trace: String) {
        let run = try node.run(
            ["strace", "-f", "-y", "-s", "4096", "-e", "signal=none", "-o", "/run/trace", Tool.path] + arguments)
        return (run, try node.must("cat /run/trace"))
    }

    /// All that a command that looks could leave behind.
    private static let state = """
        find /etc/NetworkManager /run /var/lib/NetworkManager /usr/lib/NetworkManager -xdev -not -path '/run/trace*' \
            -not -path '/run/nm-sandbox/*' -printf '%p %y %m %s %T@ %C@ %l\\n' 2>/dev/null | sort
        nm-devices; kernel-state cali0 eth0; cat /proc/modules 2>/dev/null || true
        """

    @Test
    func `in any verb: no file is opened for writing, no service started, nothing asked of the bus but questions`()
        throws
    {
        let node = try LiveSandbox()
        try node.must("touch /run/trace")
        for isFenced in [false, true] {
            if isFenced { #expect(try node.nmfence("fix").status == 0) }
            let before = try node.must(Self.state)
            for arguments in Self.rows {
                let (run, trace) = try trace(node, arguments)
                #expect([0, 1, 2].contains(run.status), "\(arguments): \(run.errors)")
                #expect(
                    trace.contains("execve(\"\(Tool.path)\"") && trace.contains("exit_group("),
                    "\(arguments): there is no trace")
                if ["check", "diff"].contains(arguments[0]) {
                    #expect(trace.contains("GetManagedObjects") || trace.contains("GetAll"))
                }
                if arguments[0] == "check" {
                    #expect(
                        trace.contains("NFT_MSG_GETRULE") || trace.contains("NFT_MSG_GETCHAIN"), "no rules were read")
                }
                #expect(objections(to: trace) == [], "\(arguments)")
            }
            #expect(try node.must(Self.state) == before)
        }
    }

    @Test func `is what every verb does that is not made to change something`() throws {
        let help = try Tool.run(["--help"]).output
        let listed = help.split(separator: "\n").drop { !$0.hasPrefix("VERBS:") }.dropFirst()
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.contains("See '") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(listed.count >= 3, "\(help)")
        let covered = Set(Self.rows.compactMap(\.first)).union(Self.changing)
        for verb in listed { #expect(covered.contains(verb), "no row for \(verb)") }
    }

    /// Without this, a judge that objects to nothing would pass.
    @Test func `is not what fix does`() throws {
        let node = try LiveSandbox()
        let objections = objections(to: try trace(node, ["fix"]).trace)
        for word in ["O_CREAT", "renameat", "mkdirat", "flock", "Reload", "Managed"] {
            #expect(objections.contains { $0.contains(word) }, "\(word) was not objected to")
        }
        #expect(!objections.contains { $0.hasPrefix("may start a service") }, "\(objections)")
    }
}
