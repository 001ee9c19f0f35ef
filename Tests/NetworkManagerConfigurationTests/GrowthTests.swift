import Foundation
import KeyFile
import NetworkManagerConfiguration
import SystemPackage
import Testing

/// Whatever there is many of costs what it is long, or is bounded with a word.
@Suite(.serialized) struct GrowthTests {
    static let many = 4_000

    static func list(_ sign: String, _ tokens: [String]) -> String {
        "[keyfile]\nunmanaged-devices\(sign)=\(tokens.joined(separator: ";"))\n"
    }

    static func names(_ count: Int) -> [String] { (0..<count).map { "interface-name:i\($0)" } }

    /// What there is many of; the square of it would take minutes.
    static let kinds: [(String, [String: String])] = [
        (
            "-= lines of many files",
            Dictionary(
                uniqueKeysWithValues: [("a.conf", list("", names(many / 4)))]
                    + (0..<many / 4).map { ("b\($0).conf", list("-", ["interface-name:i\($0)"])) })
        ),
        (
            "-= lines of one file",
            ["a.conf": "[keyfile]\n" + names(many).map { "unmanaged-devices-=\($0)\n" }.joined()]
        ),
        (
            "groups",
            [
                "a.conf": (0..<many).map { "[device-\($0)]\nmatch-device=interface-name:cali\($0)\nmanaged=0\n" }
                    .joined()
            ]
        ),
        ("unknown keys", ["a.conf": "[keyfile]\n" + (0..<many).map { "key\($0)=\u{e4}\n" }.joined()]),
        ("exceptions", ["a.conf": list("", ["*"] + names(many).map { "except:" + $0 })]),
        (
            "first characters of names",
            [
                "a.conf": list(
                    "",
                    (0..<many).map { "interface-name:\(String(UnicodeScalar(0x4E00 + $0).map(Character.init) ?? "x"))" }
                )
            ]
        ),
        (
            "+= of string lists",
            Dictionary(uniqueKeysWithValues: (0..<many / 4).map { ("f\($0).conf", "[logging]\ndomains+=D\($0)\n") })
        ),
    ]

    static func time() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test(arguments: kinds.map(\.0)) func `the cost grows no faster than the input`(_ name: String) throws {
        let files = try #require(Self.kinds.first { $0.0 == name }).1
        let start = Self.time()
        let policy = ManagedPolicy(.of(files))
        _ = policy.coverage(of: try InterfacePattern("cali*", kind: .veth))
        #expect(Self.time() - start < 12)
    }

    private static func overlapping(_ count: Int, _ prefix: String = "interface-name:") -> [String] {
        (0..<count).map { "\(prefix)*a\($0)*b" }
    }

    @Test(arguments: [1_000, 20_000]) func `an exception is found among many that overlap`(_ count: Int) throws {
        let exceptions = Self.overlapping(count, "except:interface-name:")
        let policy = ManagedPolicy(.of(["a.conf": Self.list("", ["*"] + exceptions)]))
        let start = Self.time()
        for pattern in ["cali*", "tunl*", "vxlan*", "wireguard.*"] {
            guard case .counterexample = policy.coverage(of: try InterfacePattern(pattern, kind: .veth)) else {
                Issue.record("\(pattern) is not found to be managed")
                continue
            }
        }
        #expect(Self.time() - start < 12)
    }

    @Test func `what no search gets to the end of is not told, at a bounded cost, and names a line`() throws {
        let lists = ["interface-name:cali", "interface-name:cali?*"] + Self.overlapping(1_000)
        let policy = ManagedPolicy(.of(["a.conf": Self.list("", lists)]))
        let start = Self.time()
        for _ in 0..<40 {
            let coverage = policy.coverage(of: try InterfacePattern("cali*", kind: .veth))
            guard case .undetermined(nil, let reason) = coverage else {
                Issue.record("\(coverage)")
                break
            }
            #expect(reason.contains("/etc/NetworkManager/conf.d/a.conf:2"), "\(reason)")
        }
        #expect(Self.time() - start < 30)
    }

    @Test func `files that are larger than anybody's are not read, which is said and leaves open what they decide`() {
        let names = Self.list("", (0..<60_000).map { "interface-name:i\($0)" })
        let stack = ConfigurationStack.of(["a.conf": names, "b.conf": names])
        #expect(stack.problems.contains { $0.path.string.hasSuffix("b.conf") && $0.message.contains("2 MiB") })
        #expect(stack.uncertainty(of: "unmanaged-devices", in: "keyfile") != nil)
        #expect(stack.files.map(\.status) == [.read, .unreadable])
    }

    @Test func `lines that repeat long values end with a word`() {
        let long = Self.names(20_000).joined(separator: ";")
        let lines = (0..<2_000).map { "unmanaged-devices\($0 % 2 == 0 ? "+" : "-")=x\n" }.joined()
        let start = Self.time()
        let stack = ConfigurationStack.of([
            "a.conf": "[keyfile]\n\(lines)unmanaged-devices+=\(long)\nunmanaged-devices-=y\n"
        ])
        #expect(Self.time() - start < 30)
        #expect(stack.problems.contains { $0.kind == .unknown && $0.message.contains("not evaluated") })
        #expect(stack.uncertainty(of: "unmanaged-devices", in: "keyfile") != nil)
    }
}
