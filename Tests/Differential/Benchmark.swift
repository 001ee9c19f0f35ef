import Base
import Foundation
import KeyFile
import NetworkManagerConfiguration
import SystemPackage

/// Measures how the cost grows with the number of drop-ins, of tokens and of devices.
enum Benchmark {
    private struct Table: ConfigurationReader {
        let files: [RawText: FileContents]
        let names: [FilePath.Component]

        init(dropIns: Int, tokens: Int, globs: Int) {
            var files: [RawText: FileContents] = [:]
            var names: [FilePath.Component] = []
            for file in 0..<dropIns {
                let name = "d\(file + 100_000).conf"
                names.append(FilePath.Component(name) ?? "x")
                let list = (0..<(tokens / max(1, dropIns))).map { index in
                    let glob = index % 100 < globs ? "*" : ""
                    return "interface-name:i\(file)x\(index)\(glob)"
                }
                files[RawText("/etc/NetworkManager/conf.d/" + name)] = .regular(
                    Array("[keyfile]\nunmanaged-devices+=\(list.joined(separator: ";"))\n".utf8))
            }
            self.files = files
            self.names = names
        }

        func entries(of directory: FilePath) -> DirectoryListing {
            directory == "/etc/NetworkManager/conf.d" ? .names(names) : .missing
        }

        func contents(of path: FilePath) -> FileContents { files[RawText(path.string)] ?? .missing }
    }

    /// Processor time in seconds: the machine may have other things to do.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func run() {
        print("drop-ins  tokens   devices  globs   read ms  compile ms  decide ms  cali* ms     i* ms")
        for (dropIns, tokens, devices, globs) in [
            (1, 10, 1, 10), (250, 25_000, 1_000, 10), (500, 50_000, 1_000, 10), (1_000, 100_000, 1_000, 10),
            (1_000, 100_000, 1_000, 100), (100, 100_000, 1_000, 10), (1_000, 1_000, 1_000, 10),
            (1_000, 100_000, 10_000, 10),
            (1, 100_000, 1_000, 10),
        ] {
            let table = Table(dropIns: dropIns, tokens: tokens, globs: globs)
            let start = now()
            let stack = ConfigurationStack(reading: table, version: NetworkManagerVersion(1, 42, 4))
            let read = now()
            let policy = ManagedPolicy(stack)
            let compiled = now()
            var unmanaged = 0
            for device in 0..<devices {
                let traits = DeviceTraits(name: RawText("i\(device % 997)x\(device)"), kind: .veth)
                if policy.prediction(for: traits).afterReload.managed == .no { unmanaged += 1 }
            }
            let end = now()
            let patterns = ["cali*", "i*"].compactMap { try? InterfacePattern($0, kind: .veth) }
            var covered = ""
            for pattern in patterns {
                let before = now()
                if case .allUnmanaged = policy.coverage(of: pattern) { covered += " (all)" }
                covered += String(format: "%10.1f", (now() - before) * 1000)
            }
            func milliseconds(_ from: Double, _ to: Double) -> String { String(format: "%9.1f", (to - from) * 1000) }
            print(
                String(format: "%8d %8d %8d %6d%%", dropIns, tokens, devices, globs) + milliseconds(start, read)
                    + milliseconds(read, compiled) + milliseconds(compiled, end) + covered)
        }
    }
}
