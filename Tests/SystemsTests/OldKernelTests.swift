import Foundation
import TestSupport
import Testing

/// Linux 3.10 by its system calls (`rig/old-kernel`), and a container engine that refuses what it does not know.
@Suite struct `On an old kernel` {
    private static let launchers = Array(Release.oldKernels.dropFirst())

    /// Without this, a filter that lets everything through would pass.
    @Test func `newer system calls are refused, and older ones are not`() throws {
        let script = """
            import ctypes, errno, os
            call = ctypes.CDLL(None, use_errno=True).syscall
            def answer(*words):
                ctypes.set_errno(0)
                call(*words)
                return errno.errorcode.get(ctypes.get_errno(), "0")
            number = 437  # openat2, on every machine
            print(answer(number, -1, b"/", 0, 0), os.access("/", os.R_OK))
            """
        for (launcher, error) in zip(Self.launchers, ["ENOSYS", "EPERM"]) {
            let run = try Run(launcher[0], Array(launcher.dropFirst()) + ["/usr/bin/python3", "-c", script])
            #expect(run.output == "\(error) True\n", "\(run.errors)")
        }
        #expect(try Run("/usr/bin/python3", ["-c", script]).output == "EINVAL True\n")
    }

    @Test(arguments: Self.launchers)
    func `every verb says of an image what it says on a new one`(launcher: [String]) throws {
        // Its modules are compressed, and here its configuration, too.
        let image = try KernelFixture("6.12").folder
        try image.makeFolder("etc/NetworkManager")
        try #require(try Run("sh", ["-c", "xz boot/config-*"], in: image.path).status == 0)
        for words in [
            ["check"], ["check", "-o", "junit"], ["diff"], ["config"], ["explain", "cali0", "eth0"],
            ["list", "checks"],
            ["fix", "--dry-run", "--load-modules"], ["fix"], ["fix"], ["check", "--only", "nm.*"], ["revert"],
        ] {
            let words = words + (words[0] == "list" ? [] : ["--root", image.path])
            let usual = ["fix", "revert"].contains(words[0]) ? nil : try Release.run(words)
            let run = try Run(launcher[0], Array(launcher.dropFirst()) + [Release.path] + words)
            #expect(Release.crash(in: run) == nil, "\(words): \(run.errors)")
            if let usual {
                #expect(run.status == usual.status, "\(words): \(run.errors)")
                #expect(withoutTime(run.output) == withoutTime(usual.output))
                #expect(run.errors == usual.errors)
            } else {
                #expect(run.status <= 1, "\(words): \(run.errors)")
            }
        }
    }

    private func withoutTime(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { !$0.contains("time") }
    }

    /// With pings, a program that the node starts, and threads: the same for each, and what was said is compared.
    @Test func `a node goes the whole way as on a new one`() throws {
        let kept = try TemporaryFolder()
        var options: [String: [String]] = [:]
        for (index, launcher) in Release.oldKernels.enumerated() {
            options["\(index)"] = ["--keep", "\(kept.path)/\(index)"] + launcher
        }
        for (name, words) in options.sorted(by: { $0.key < $1.key }) {
            let run = try Sandbox.run(
                [
                    Repository.path("scripts/rig/main-path"), "--program", Release.path, "--live", "--inside",
                    "--seconds", "3",
                ] + words,
                options: ["--from-outside", "--workloads", "3"])
            #expect(run.status == 0, "\(name): \(run.output)\(run.errors)")
        }
        for other in ["1", "2"] {
            let difference = try Run("diff", ["-r", "\(kept.path)/0", "\(kept.path)/\(other)"])
            #expect(difference.status == 0, "\(difference.output)")
        }
    }
}
