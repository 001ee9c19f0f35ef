import Foundation
import TestSupport
import Testing

/// What check says of a kernel whose configuration is compressed and all that tells of it.
@Suite(.waits) struct `check on a compressed kernel configuration` {
    private static let release = "6.1.0-1-amd64"

    @Test(arguments: [("gzip", "gz"), ("xz", "xz"), ("zstd", "zst")])
    func `is read, whatever packed it`(program: String, suffix: String) throws {
        let root = try TemporaryFolder()
        try root.write("\(Self.release)\n", to: "proc/sys/kernel/osrelease")
        try root.write("CONFIG_IP_SET=y\nCONFIG_MODULES=y\n", to: "boot/config-\(Self.release)")
        let pack = try Run(program, ["-q", "boot/config-\(Self.release)"], in: root.path)
        try #require(pack.status == 0, "\(pack.errors)")
        try? FileManager.default.removeItem(atPath: root.url.appending(path: "boot/config-\(Self.release)").path)
        let run = try Tool.run(["check", "--root", root.path, "--only", "kernel.feature.ip-set", "-o", "json"])
        let rows = try #require(try Schema.object(run.output)["checks"] as? [[String: Any]], "\(run.errors)")
        let row = try #require(rows.first)
        #expect(row["status"] as? String == "pass", "\(row)")
        let evidence = try #require(row["evidence"] as? [[String: Any]])
        #expect(
            evidence.contains { $0["path"] as? String == "/boot/config-\(Self.release).\(suffix)" }, "\(evidence)")
    }
}
