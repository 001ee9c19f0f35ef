import Foundation
import KeyFile
import NetworkManagerConfiguration
import SystemPackage

/// Measures how the cost grows with each thing that there can be many of in a configuration.
enum Growth {
    /// What there is many of, and the files that hold so many.
    static let kinds: [(name: String, files: @Sendable (Int) -> [(String, String)])] = [
        ("tokens", { n in [("a", list("", (0..<n).map { "interface-name:i\($0)" }))] }),
        ("exceptions", { n in [("a", list("", ["*"] + (0..<n).map { "except:interface-name:i\($0)" }))] }),
        ("+= files", { n in (0..<n).map { ("f\($0 + 10_000_000)", list("+", ["interface-name:i\($0)"])) } }),
        (
            "-= files",
            { n in
                [("a", list("", (0..<n).map { "interface-name:i\($0)" }))]
                    + (0..<n).map { ("f\($0 + 10_000_000)", list("-", ["interface-name:i\($0)"])) }
            }
        ),
        (
            "-= lines",
            { n in [("a", "[keyfile]\n" + (0..<n).map { "unmanaged-devices-=interface-name:i\($0)\n" }.joined())] }
        ),
        (
            "groups",
            { n in [("a", (0..<n).map { "[device-\($0)]\nmatch-device=interface-name:i\($0)\nmanaged=0\n" }.joined())] }
        ),
        ("keys", { n in [("a", "[keyfile]\n" + (0..<n).map { "key\($0)=1\n" }.joined())] }),
        ("plugins", { n in (0..<n).map { ("f\($0 + 10_000_000)", "[logging]\ndomains+=D\($0)\n") } }),
        ("names", { n in [("a", list("", (0..<n).map { "interface-name:cali\($0)" }))] }),
    ]

    private static func list(_ sign: String, _ tokens: [String]) -> String {
        "[keyfile]\nunmanaged-devices\(sign)=\(tokens.joined(separator: ";"))\n"
    }

    private struct Files: ConfigurationReader {
        let files: [(FilePath.Component, [UInt8])]
        let byName: [RawText: [UInt8]]

        init(_ files: [(String, String)]) {
            let all = files.map { (FilePath.Component($0.0 + ".conf") ?? "x", Array($0.1.utf8)) }
            self.files = all
            byName = Dictionary(uniqueKeysWithValues: all.map { (RawText($0.0), $0.1) })
        }

        func entries(of directory: FilePath) -> DirectoryListing {
            directory == "/etc/NetworkManager/conf.d" ? .names(files.map(\.0)) : .missing
        }

        func contents(of path: FilePath) -> FileContents {
            path.lastComponent.flatMap { byName[RawText($0)] }.map { .regular($0) } ?? .missing
        }
    }

    static func run(upTo most: Int = 1_000_000) {
        print("of what           n    bytes   merge ms  compile ms  cali* ms   ns per one")
        for kind in kinds {
            for n in [10, 100, 1_000, 10_000, 100_000, 1_000_000] where n <= most {
                let files = kind.files(n)
                let size = files.reduce(0) { $0 + $1.1.utf8.count }
                // One file is read up to 8 MB, and a directory of a million files is nobody's.
                guard files.count <= 100_000, size <= 64 << 20 else { continue }
                let table = Files(files)
                let start = Benchmark.now()
                let stack = ConfigurationStack(reading: table, version: NetworkManagerVersion(1, 42, 4))
                let merged = Benchmark.now()
                let policy = ManagedPolicy(stack)
                let compiled = Benchmark.now()
                if let pattern = try? InterfacePattern("cali*", kind: .veth) { _ = policy.coverage(of: pattern) }
                let end = Benchmark.now()
                func milliseconds(_ from: Double, _ to: Double) -> String {
                    String(format: "%10.1f", (to - from) * 1000)
                }
                print(
                    kind.name.padding(toLength: 10, withPad: " ", startingAt: 0) + String(format: "%9d %9d", n, size)
                        + milliseconds(start, merged) + milliseconds(merged, compiled) + milliseconds(compiled, end)
                        + String(format: "%12.0f", (end - start) * 1e9 / Double(n)))
            }
        }
    }
}
