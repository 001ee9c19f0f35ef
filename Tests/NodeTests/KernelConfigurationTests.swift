import Base
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

    /// A program that compresses, and the ending that it gives a file.
    struct Packer: CustomTestStringConvertible, Sendable {
        let program: String
        var arguments: [String] = []
        let ending: String

        var testDescription: String { ([program] + arguments).joined(separator: " ") }

        func pack(_ data: Data) throws -> Data {
            let folder = try TemporaryFolder()
            try folder.write(data, to: "plain")
            let run = try Run(program, arguments + ["plain"], in: folder.path)
            try #require(run.status == 0, "\(program): \(run.errors)")
            return try Data(contentsOf: folder.url.appending(path: "plain.\(ending)"))
        }
    }

    static let packers = [
        Packer(program: "gzip", ending: "gz"), Packer(program: "xz", ending: "xz"),
        Packer(program: "zstd", arguments: ["-q"], ending: "zst"),
    ]
    static let extremes = [
        Packer(program: "gzip", arguments: ["-1n"], ending: "gz"),
        Packer(program: "gzip", arguments: ["-9"], ending: "gz"),
        Packer(program: "xz", arguments: ["-9e"], ending: "xz"),
        Packer(program: "xz", arguments: ["--check=crc32", "--block-size=65536"], ending: "xz"),
        Packer(program: "xz", arguments: ["--check=none", "-0"], ending: "xz"),
        Packer(program: "zstd", arguments: ["-q", "--ultra", "-22", "--long=31"], ending: "zst"),
        Packer(program: "zstd", arguments: ["-q", "--fast=9", "--no-check"], ending: "zst"),
    ]

    private static let short = Data(String(repeating: "CONFIG_IP_SET=m\nCONFIG_VETH=y\n# some text\n", count: 40).utf8)

    private func gzip(_ text: String) throws -> Data { try Self.packers[0].pack(Data(text.utf8)) }

    @Test(arguments: [
        "boot/config-6.1.0-1-amd64", "lib/modules/6.1.0-1-amd64/config", "usr/lib/modules/6.1.0-1-amd64/config",
        "usr/lib/kernel/config-6.1.0-1-amd64", "lib/modules/6.1.0-1-amd64/build/.config",
        "usr/src/linux-headers-6.1.0-1-amd64/.config",
    ])
    func `the configuration is found where distributions keep it`(path: String) throws {
        let modules = try modules([path: Data("# x\nCONFIG_IP_SET=m\nCONFIG_VETH=y\n".utf8)])
        let configuration = try #require(modules.configuration)
        #expect(configuration["IP_SET"].value == .module)
        #expect(configuration["IP_SET"].evidence.line == 2)
        #expect(configuration["VETH"].value == .builtIn)
        #expect(configuration["IP"].value == .off)
        #expect(configuration["IP_SE"].value == .off)
    }

    @Test(arguments: ["boot/config-6.1.0-1-amd64", "usr/lib/modules/6.1.0-1-amd64/config"], packers)
    func `a compressed configuration is found by its place and known by its bytes`(path: String, packer: Packer) throws
    {
        let packed = try packer.pack(Self.short)
        for path in [path, "\(path).\(packer.ending)"] {
            let configuration = try #require(try modules([path: packed]).configuration, "\(path)")
            #expect(configuration.path.string == "/\(path)")
            #expect(configuration["VETH"].value == .builtIn)
        }
    }

    @Test(arguments: extremes)
    func `a compressed configuration is unpacked, whatever its size`(packer: Packer) throws {
        var text = "#\n"
        for number in 0..<12000 {
            text += number % 3 == 0 ? "CONFIG_S\(number)=y\n" : "# CONFIG_S\(number) is not set\n"
        }
        text += "CONFIG_LAST=m\n"
        let modules = try modules(["proc/config.gz": try packer.pack(Data(text.utf8))])
        let configuration = try #require(modules.configuration, "\(modules.problems)")
        #expect(configuration["S11997"].value == .builtIn)
        #expect(configuration["S11998"].value == .off)
        #expect(configuration["LAST"].value == .module)
        #expect(configuration["LAST"].evidence.line == 12002)
    }

    @Test(arguments: packers)
    func `files one behind the other in one file are unpacked together`(packer: Packer) throws {
        let packed =
            try packer.pack(Data("CONFIG_VETH=y\n".utf8)) + (try packer.pack(Data("CONFIG_IP_SET=m\n".utf8)))
        let configuration = try #require(try modules(["proc/config.gz": packed]).configuration)
        #expect(configuration["VETH"].value == .builtIn)
        #expect(configuration["IP_SET"].value == .module)
    }

    @Test(arguments: packers)
    func `a compressed file cut off anywhere is told and never crashes`(packer: Packer) throws {
        let whole = try packer.pack(Self.short)
        for length in 0..<whole.count {
            let modules = try modules(["proc/config.gz": whole.prefix(length)])
            #expect(modules.configuration == nil, "\(length) of \(whole.count) bytes")
            #expect(modules.problems.map(\.path) == ["/proc/config.gz"], "\(length) of \(whole.count) bytes")
        }
        let problem = try modules(["proc/config.gz": whole.dropLast()]).problems.first?.text
        #expect(problem == "cannot be decompressed: truncated or damaged")
    }

    @Test(arguments: packers)
    func `a compressed file changed anywhere never crashes, and its check sum counts`(packer: Packer) throws {
        let whole = try packer.pack(Self.short)
        for position in 0..<whole.count {
            for change in [0x55, 0x80, 0xFF] as [UInt8] {
                var changed = whole
                changed[position] ^= change
                let found = try modules(["proc/config.gz": changed]).configuration
                // What is unpacked all the same is what was packed: headers have bytes that mean nothing.
                if let found { #expect(found["IP_SET"].value == .module, "byte \(position) ^ \(change)") }
            }
        }
    }

    @Test(arguments: packers)
    func `a small file that unpacks to much is refused`(packer: Packer) throws {
        let bomb = try packer.pack(Data(repeating: UInt8(ascii: "#"), count: 50 << 20))
        try #require(bomb.count < 1 << 20)
        let modules = try modules(["proc/config.gz": bomb, "boot/config-6.1.0-1-amd64": Self.short])
        #expect(modules.problems.map(\.path) == ["/proc/config.gz"])
        #expect(modules.problems.first?.text.contains("larger than 4194304 bytes") == true, "\(modules.problems)")
        // The next place answers.
        #expect(modules.configuration?.path == "/boot/config-6.1.0-1-amd64")
    }

    @Test func `a file that asks for a gigabyte to be unpacked is refused`() throws {
        let packer = Packer(
            program: "xz", arguments: ["--lzma2=preset=6,dict=1GiB"], ending: "xz")
        let modules = try modules(["proc/config.gz": try packer.pack(Self.short)])
        #expect(modules.configuration == nil)
        #expect(modules.problems.first?.text.contains("larger than 4194304 bytes") == true, "\(modules.problems)")
    }

    @Test(arguments: [
        ("a=b\n", "holds no kernel configuration"), ("", "holds no kernel configuration"),
        ("CONFIG_VETH=y\nCONFIG_IP_S", "truncated: the last line has no line feed"),
    ])
    func `lines that are not a whole configuration are told, and the next place answers`(text: String, words: String)
        throws
    {
        let modules = try modules([
            "boot/config-6.1.0-1-amd64": Data(text.utf8), "usr/lib/kernel/config-6.1.0-1-amd64": Self.short,
        ])
        #expect(modules.problems.map(\.text) == [words])
        #expect(modules.configuration?.path == "/usr/lib/kernel/config-6.1.0-1-amd64")
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
