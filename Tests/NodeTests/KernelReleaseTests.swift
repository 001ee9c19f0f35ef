import Base
import Node
import Testing

@Suite struct KernelReleaseTests {
    @Test(
        arguments: [
            ("4.18.0-553.16.1.el8_10.x86_64", [4, 18, 0], [553, 16, 1], "el8"),
            ("5.14.0-427.13.1.el9_4.x86_64", [5, 14, 0], [427, 13, 1], "el9"),
            ("6.1.0-56-amd64", [6, 1, 0], [56], nil),
            ("6.12.117+deb13-amd64", [6, 12, 117], [], "deb13"),
            ("5.4.0-150-generic", [5, 4, 0], [150], nil),
            ("6.18", [6, 18], [], nil),
            ("3.10.0-1160.el7.x86_64", [3, 10, 0], [1160], "el7"),
            ("6.8.5-301.fc40.x86_64", [6, 8, 5], [301], "fc40"),
        ] as [(String, [Int], [Int], String?)])
    func `a release is taken apart into numbers and the vendor`(
        text: String, upstream: [Int], build: [Int], vendor: String?
    ) throws {
        let release = try #require(KernelRelease(text))
        #expect(release.upstream == DottedVersion(upstream))
        #expect(release.build == (build.isEmpty ? nil : DottedVersion(build)))
        #expect(release.vendor == vendor)
    }

    @Test(arguments: [
        ("3.10.0", "3.9", true), ("3.9.99", "3.10", false), ("5.10", "5.10.0", true), ("10.0", "9.9", true),
        ("4.18.0-553.el8", "4.18.0-305", true), ("4.18.0-193.el8", "4.18.0-305", false),
        ("4.19.0-1", "4.18.0-305", true),
    ])
    func `releases are compared as numbers`(left: String, right: String, isAtLeast: Bool) throws {
        let (left, right) = (try #require(KernelRelease(left)), try #require(KernelRelease(right)))
        #expect(left.isAtLeast(right) == isAtLeast, "\(left) and \(right)")
    }

    @Test(arguments: ["", "linux", "-5.10", "v5.10", "99999999999999999999.1"])
    func `what starts with no number is no release`(text: String) {
        #expect(KernelRelease(text) == nil)
    }
}
