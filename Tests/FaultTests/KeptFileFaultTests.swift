import TestSupport
import Testing

/// What is adopted is kept whole where the disk can do less than others.
@Suite(.waits) struct `A file that is adopted` {
    private static let text = "# theirs\n[keyfile]\nunmanaged-devices+=interface-name:eth9\n"
    private static let original = Image.dropIns + "/zz-nmfence.conf"

    @Test(arguments: ["EPERM", "EOPNOTSUPP", "EMLINK"])
    func `is copied with all that belongs to it where a file can have one name only`(error: String) throws {
        let image = try Image()
        try image.folder.write(Self.text, to: Self.original)
        let path = image.folder.path + "/" + Self.original
        let script = "import os, sys; p = sys.argv[1]; os.chown(p, 12, 34); os.chmod(p, 0o600)"
        #expect(try Python.run(script + "; os.setxattr(p, 'user.note', b'mine')", [path]).status == 0)
        let before = try FileListing.of(image.folder.path + "/etc")
        let trace = ["-f", "-qq", "-o", image.folder.path + "/calls", "-e", "trace=linkat,openat"]
        let wrapper = trace + ["-e", "inject=linkat:error=\(error)", Tool.path]
        let fix = try Run("strace", wrapper + ["fix", "--adopt", "--root", image.folder.path])
        #expect(fix.status == 0, "\(fix.output)\(fix.errors)")
        let calls = image.folder.text("calls") ?? ""
        #expect(calls.contains("INJECTED"))
        // Before it has its owner and lists, nobody else can open it.
        let made = calls.split(separator: "\n").filter {
            $0.contains("nmfence-saved.nmfence-new") && $0.contains("O_CREAT")
        }
        #expect(!made.isEmpty && made.allSatisfy { $0.contains(", 0600)") }, "\(made)")
        let kept = try FileListing.of(image.folder.path + "/" + Image.dropIns).filter { $0.contains("nmfence-saved ") }
        #expect(
            kept
                == before.filter { $0.contains("zz-nmfence.conf ") }
                .map { $0.replacing("NetworkManager/conf.d/zz-nmfence.conf", with: "zz-nmfence.conf.nmfence-saved") })
        let revert = try Run("strace", wrapper + ["revert", "--root", image.folder.path])
        #expect(revert.status == 0, "\(revert.output)\(revert.errors)")
        #expect(try FileListing.of(image.folder.path + "/etc") == before)
    }

    @Test func `is kept and comes back on a file system without extended attributes`() throws {
        let node = try LiveSandbox()
        try node.must(
            """
            mount -t ramfs none /etc/NetworkManager/conf.d; cd /etc/NetworkManager/conf.d
            printf '# theirs\\n[keyfile]\\nunmanaged-devices+=interface-name:eth9\\n' >zz-nmfence.conf
            chmod 600 zz-nmfence.conf; chown 12:34 zz-nmfence.conf
            """)
        let look = "cd /etc/NetworkManager/conf.d; stat -c '%n %a %u %g' *; cat *"
        let before = try node.must(look)
        let fix = try node.nmfence("fix", "--adopt")
        #expect(fix.status == 0, "\(fix.output)\(fix.errors)")
        #expect(try node.must(look).contains("zz-nmfence.conf.nmfence-saved 600 12 34\n"))
        let revert = try node.nmfence("revert")
        #expect(revert.status == 0, "\(revert.output)\(revert.errors)")
        #expect(try node.must(look) == before)
    }
}
