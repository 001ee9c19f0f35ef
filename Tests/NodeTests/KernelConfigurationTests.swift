import Foundation
import Node
import SystemPackage
import TestSupport
import Testing

@Suite struct KernelConfigurationTests {
    /// A folder goes with its value: it stays for as long as the test.
    private final class Kept {
        var folders: [TemporaryFolder] = []
    }
    private let kept = Kept()

    private func modules(_ files: [String: Data], release: String = "6.1.0-1-amd64") throws -> KernelModules {
        let folder = try TemporaryFolder()
        try folder.write("\(release)\n", to: "proc/sys/kernel/osrelease")
        for (path, contents) in files { try folder.write(contents, to: path) }
        kept.folders.append(folder)
        let root = try RootDirectory(FilePath(folder.path))
        return KernelModules(NodeKernel(in: root), in: root)
    }

    private func gzip(_ text: String) throws -> Data {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "plain")
        let run = try Run("gzip", ["-9", "plain"], in: folder.path)
        try #require(run.status == 0, "gzip: \(run.errors)")
        return try Data(contentsOf: folder.url.appending(path: "plain.gz"))
    }

    @Test(arguments: [
        "boot/config-6.1.0-1-amd64", "lib/modules/6.1.0-1-amd64/config", "usr/lib/modules/6.1.0-1-amd64/config",
        "usr/lib/kernel/config-6.1.0-1-amd64", "lib/modules/6.1.0-1-amd64/build/.config",
        "usr/src/linux-headers-6.1.0-1-amd64/.config",
    ])
    func `the configuration is found where distributions keep it`(path: String) throws {
        let modules = try modules([path: Data("# x\nCONFIG_IP_SET=m\nCONFIG_VETH=y\n".utf8)])
        let configuration = try #require(modules.configuration)
        #expect(configuration["IP_SET"].value == .module)
        #expect(configuration["IP_SET"].sighting.line == 2)
        #expect(configuration["VETH"].value == .builtIn)
        #expect(configuration["IP"].value == .off)
        #expect(configuration["IP_SE"].value == .off)
    }

    @Test func `a compressed configuration is unpacked, whatever its size`() throws {
        var text = "#\n"
        for number in 0..<12000 {
            text += number % 3 == 0 ? "CONFIG_S\(number)=y\n" : "# CONFIG_S\(number) is not set\n"
        }
        text += "CONFIG_LAST=m\n"
        let configuration = try #require(try modules(["proc/config.gz": try gzip(text)]).configuration)
        #expect(configuration["S11997"].value == .builtIn)
        #expect(configuration["S11998"].value == .off)
        #expect(configuration["LAST"].value == .module)
        #expect(configuration["LAST"].sighting.line == 12002)
    }

    @Test func `a compressed file cut off or changed anywhere is told and never crashes`() throws {
        let whole = try gzip(String(repeating: "CONFIG_IP_SET=m\nCONFIG_VETH=y\n# some text\n", count: 40))
        for length in 0..<(whole.count - 8) {
            #expect(try modules(["proc/config.gz": whole.prefix(length)]).configuration == nil, "\(length) bytes")
        }
        for position in 0..<whole.count {
            var changed = whole
            changed[position] ^= 0x55
            _ = try modules(["proc/config.gz": changed]).configuration?["IP_SET"]
        }
    }

    @Test func `a small file that unpacks to much is refused`() throws {
        let bomb = try gzip(String(repeating: "\0", count: 50 << 20))
        let modules = try modules(["proc/config.gz": bomb])
        #expect(modules.configuration == nil)
        #expect(modules.problems.count == 1)
    }

    @Test func `built in according to the configuration is present, set as a module without any folder is unknown`()
        throws
    {
        let modules = try modules(["proc/config.gz": try gzip("CONFIG_VETH=y\nCONFIG_IP_SET=m\n")])
        #expect(modules.state(of: "veth", symbol: "VETH").kind == .builtIn)
        #expect(modules.state(of: "ip_set", symbol: "IP_SET").kind == .unknown)
        #expect(modules.state(of: "ipip", symbol: "NET_IPIP").kind == .gone)
    }

    @Test func `set as a module while only other kernels have folders is a missing package`() throws {
        let modules = try modules([
            "proc/config.gz": try gzip("CONFIG_IP_SET=m\n"), "lib/modules/6.1.0-2-amd64/modules.order": Data(),
        ])
        #expect(modules.state(of: "ip_set", symbol: "IP_SET").kind == .packageMissing)
    }
}
