import Foundation
import KeyFile
import NetworkManagerConfiguration

// Started by scripts/differential, inside the sandbox: it fills and empties the folders of the daemon under test.

func print(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

func value(of option: String) -> String? {
    let arguments = CommandLine.arguments
    guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else { return nil }
    return arguments[index + 1]
}

let cases = value(of: "--cases").flatMap { Int($0) } ?? 1000
let seed = value(of: "--seed").flatMap { UInt64($0) } ?? 1
let only = value(of: "--case").flatMap { Int($0) }

if CommandLine.arguments.contains("--benchmark") {
    Benchmark.run()
    Growth.run()
    exit(0)
}
if let index = CommandLine.arguments.firstIndex(of: "--modules") {
    let roots = CommandLine.arguments[(index + 1)...].prefix { !$0.hasPrefix("--") }
    exit(ModuleComparison.run(roots: Array(roots), names: value(of: "--names")))
}
if CommandLine.arguments.contains("--udev") {
    guard let root = ProcessInfo.processInfo.environment["NMFENCE_UDEV_ROOT"] else {
        say("differential: start it through scripts/differential.")
        exit(64)
    }
    exit(UdevComparison.run(root: root, seed: seed, indices: only.map { [$0] } ?? Array(0..<cases)))
}
for mode in ["--networkd", "--links"] where CommandLine.arguments.contains(mode) {
    guard let root = ProcessInfo.processInfo.environment["NMFENCE_NETWORKD_ROOT"] else {
        say("differential: start it through scripts/differential.")
        exit(64)
    }
    let indices = only.map { [$0] } ?? Array(0..<cases)
    exit(NetworkdComparison.run(root: root, seed: seed, indices: indices, isOfLinks: mode == "--links"))
}
guard let root = ProcessInfo.processInfo.environment["NMFENCE_SANDBOX_ROOT"], !root.isEmpty else {
    say("differential: start it through scripts/differential.")
    exit(64)
}
let indices = only.map { [$0] } ?? Array(0..<cases)
if CommandLine.arguments.contains("--match") {
    exit(MatchComparison.run(seed: seed, indices: indices))
}
if CommandLine.arguments.contains("--sections") {
    exit(SectionComparison.run(seed: seed, indices: indices))
}
if CommandLine.arguments.contains("--plans") {
    exit(PlanComparison.run(root: root, seed: seed, indices: indices))
}
if CommandLine.arguments.contains("--moments") {
    exit(MomentComparison.run(seed: seed, indices: indices))
}
guard let comparison = ConfigurationComparison(root: root) else {
    say("differential: there is no NetworkManager that works in \(root).")
    exit(69)
}
print("NetworkManager \(comparison.version), configurations \(indices.count), seed \(seed)")
let begun = Date()
var failures = 0
var refused = 0
for index in indices {
    var generator = ConfigurationGenerator(random: Randomness(seed: seed, index: index))
    let example = generator.make()
    guard let difference = comparison.difference(example) else {
        refused += comparison.predict(example).refusals.isEmpty ? 0 : 1
        continue
    }
    failures += 1
    print("\ncase \(index) (repeat with --seed \(seed) --case \(index)): \(difference)")
    let smallest = example.shrunk { comparison.difference($0) != nil }
    print("shrunk to:\n\(smallest.description)    \(comparison.difference(smallest) ?? "gone")")
    if failures >= 10 {
        print("\nten differences are enough")
        break
    }
}
let seconds = String(format: "%.0f", Date().timeIntervalSince(begun))
print("\(indices.count) configurations, \(refused) of them refused by both, \(failures) differences, \(seconds) s")
exit(failures == 0 ? 0 : 1)
