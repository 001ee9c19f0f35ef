import Foundation
import TestSupport
import Testing

/// `--load-modules` on an image: the list for the kernel that will be started there, and never a module into this one.
@Suite(.waits) struct `fix --load-modules on an image` {
    private static let list = "etc/modules-load.d/nmfence.conf"
    private let image: KernelFixture

    init() throws {
        image = try KernelFixture("6.12")
        for path in [Image.dropIns, "usr/lib/NetworkManager/conf.d", "run", "tmp"] {
            try image.folder.makeFolder(path)
        }
    }

    private func nmfence(_ arguments: String...) throws -> Run {
        try Tool.run(arguments + ["--root", image.folder.path])
    }

    private func listing() throws -> String {
        let script = "cd \"$1\"; find . -path ./run -prune -o -printf '%p %y %m %s\\n' | sort"
        return try Run("sh", ["-c", script, "sh", image.folder.path]).output
    }

    @Test func `a module that cannot come because of another is left out, and both verbs say why`() throws {
        try image.folder.write("# hardening\ninstall x_tables /bin/false\n", to: "etc/modprobe.d/local.conf")
        let check = try nmfence("check", "--only", "kernel.feature.xt-mark")
        #expect(check.status == 1)
        for words in ["xt_mark needs x_tables", "/etc/modprobe.d/local.conf:2", "install x_tables /bin/false"] {
            #expect(check.output.contains(words), "\(check.output)")
        }
        let sentence =
            "no module is loaded for kernel.feature.xt-mark: xt_mark needs x_tables, which is installed but overridden "
            + "by an \"install\" rule (/etc/modprobe.d/local.conf:2)"
        #expect(try nmfence("diff", "--load-modules").errors.contains(sentence))
        let fix = try nmfence("fix", "--load-modules")
        #expect(fix.status == 0, "\(fix.output)\(fix.errors)")
        #expect((fix.output + fix.errors).contains(sentence), "\(fix.output)\(fix.errors)")
        let names = try #require(image.folder.text(Self.list)).split(separator: "\n")
        #expect(names.contains("nf_conntrack_netlink"))
        #expect(!names.contains("xt_mark") && !names.contains("xt_set"))
    }

    @Test func `diff shows what fix writes, a second run has nothing to do, and revert takes it back`() throws {
        let before = try listing()
        let diff = try nmfence("diff", "--load-modules")
        #expect(diff.status == 1)
        #expect(diff.errors.contains("boots: ip_set"), "\(diff.errors)")
        #expect(try listing() == before)

        let fix = try nmfence("fix", "--load-modules", "-o", "json")
        #expect(fix.status == 0, "\(fix.output)\(fix.errors)")
        #expect(try Schema.objections(to: fix.output, "change") == "")
        #expect(try Schema.object(fix.output)["modules"] as? [String] == [])
        let text = try #require(image.folder.text(Self.list))
        for name in ["ip_set", "xt_set", "nf_conntrack_netlink", "ipip"] {
            #expect(text.split(separator: "\n").contains(Substring(name)), "\(name) in \(text)")
            #expect(diff.output.contains("\n+\(name)\n"), "\(name) in \(diff.output)")
        }
        #expect(!text.contains("ip_tables"))

        let again = try nmfence("fix", "--load-modules")
        #expect(again.status == 0)
        #expect(again.output.contains("nothing to do"), "\(again.output)")
        #expect(try nmfence("diff", "--load-modules").output == "")
        // Without the option the list is left as it is.
        #expect(try nmfence("fix").output.contains("nothing to do"))
        #expect(image.folder.text(Self.list) == text)

        #expect(try nmfence("revert").status == 0)
        #expect(image.folder.text(Self.list) == nil)
    }

    @Test func `patch makes of the difference what fix makes`() throws {
        let diff = try nmfence("diff", "--load-modules")
        let patched = try TemporaryFolder()
        let patch = try Run("patch", ["-s", "-p1", "-d", patched.path], input: diff.output)
        #expect(patch.status == 0, "\(patch.output)\(patch.errors)")
        #expect(try nmfence("fix", "--load-modules").status == 0)
        #expect(patched.text(Self.list) == image.folder.text(Self.list))
        #expect(patched.text(Self.list)?.isEmpty == false)
    }

    @Test func `a file of somebody else's with that name is named, and nothing is written`() throws {
        try image.folder.write("br_netfilter\n", to: Self.list)
        let before = try listing()
        for verb in ["diff", "fix"] {
            let run = try nmfence(verb, "--load-modules")
            #expect(run.status == 1)
            let words = "/\(Self.list) exists and was not created by nmfence; rename it"
            #expect(run.errors.contains(words), "\(run.errors)")
        }
        #expect(try listing() == before)
        #expect(try nmfence("fix").status == 0)
        #expect(try nmfence("revert").status == 0)
        #expect(image.folder.text(Self.list) == "br_netfilter\n")
    }

    @Test func `a folder that cannot be written is known before the first change`() throws {
        // A file where the folder should be: no right helps with that, so the test says the same to root.
        try image.folder.write("", to: "etc/modules-load.d")
        let before = try listing()
        let run = try nmfence("fix", "--load-modules")
        #expect(run.status == 74, "\(run.output)\(run.errors)")
        #expect(run.errors.contains("/etc/modules-load.d"), "\(run.errors)")
        #expect(try listing() == before)
    }

    @Test func `an image without a kernel has no modules to list`() throws {
        let image = try Image()
        let fix = try image.nmfence("fix", "--load-modules")
        #expect(fix.status == 0, "\(fix.errors)")
        #expect(image.folder.text(Self.list) == nil)
    }
}
