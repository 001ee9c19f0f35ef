import Foundation
import TestSupport
import Testing

/// What check says of a kernel whose configuration is compressed and all that tells of it.
@Suite(.waits) struct `check on a compressed kernel configuration` {
    private static let release = "6.1.0-1-amd64"
    private let root: TemporaryFolder

    init() throws {
        root = try TemporaryFolder()
        try root.write("\(Self.release)\n", to: "proc/sys/kernel/osrelease")
        try root.write("CONFIG_IP_SET=y\nCONFIG_MODULES=y\n", to: "plain")
        let pack = try Run("gzip", ["plain"], in: root.path)
        try #require(pack.status == 0, "\(pack.errors)")
        try root.write(try Data(contentsOf: root.url.appending(path: "plain.gz")), to: "boot/config-\(Self.release).gz")
    }

    private func row(_ prefix: [String]) throws -> [String: Any] {
        let arguments = ["check", "--root", root.path, "--only", "kernel.feature.ip-set", "-o", "json"]
        let run = try Run("env", prefix + [Tool.path] + arguments)
        let rows = try #require(try Schema.object(run.output)["checks"] as? [[String: Any]], "\(run.errors)")
        return try #require(rows.first)
    }

    @Test func `is read where the library is there`() throws {
        let row = try row([])
        #expect(row["status"] as? String == "pass", "\(row)")
    }

    @Test func `names the library and its package where it is not there`() throws {
        // A name that leads to nothing of use, in a mount namespace of the program's own.
        let script = """
            for file in $(ldconfig -p | awk '$1 == "libz.so.1" { print $NF }'); do
                mount --bind /dev/null "$(readlink -f "$file")" || exit 125
            done
            exec "$@"
            """
        let row = try row(["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh"])
        #expect(row["status"] as? String == "undetermined", "\(row)")
        let evidence = try #require(row["evidence"] as? [[String: Any]])
        let texts = evidence.compactMap { $0["text"] as? String }
        #expect(
            texts.contains(
                "cannot be unpacked: libz.so.1 is not on this system (package zlib1g, zlib or libz1)"), "\(texts)")
        #expect(evidence.contains { $0["path"] as? String == "/boot/config-\(Self.release).gz" })
    }
}
