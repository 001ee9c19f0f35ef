import Foundation
import Node
import SystemPackage
import TestSupport
import Testing

@testable import Remediation

@Suite("UnifiedDiff")
struct UnifiedDiffTests {
    /// Contents whose differences meet every edge of the format.
    static let contents: [String?] = [
        nil, "", "one\n", "one", "one\ntwo\nthree\n", "one\n2\nthree", (1...40).map { "\($0)\n" }.joined(),
        (1...40).map { $0 % 13 == 0 ? "changed\n" : "\($0)\n" }.joined(), "\n\n\n", "caf\u{e9}\r\n\u{0}\n",
    ]

    @Test(arguments: contents, contents)
    func `patch makes the new content out of the old one`(_ before: String?, _ after: String?) throws {
        let folder = try TemporaryFolder()
        if let before { try folder.write(before, to: "root/etc/conf.d/zz file.conf") }
        try folder.makeFolder("root")
        let change = FileChange(
            path: "/etc/conf.d/zz file.conf", old: before.map { StoredFile(.bytes(Array($0.utf8))) },
            new: after.map { StoredFile(.bytes(Array($0.utf8))) })
        let diff = UnifiedDiff([change]).bytes
        guard before != after else {
            #expect(diff.isEmpty)
            return
        }
        // patch has no words for an empty file that goes; the whole difference is in the two header lines.
        guard before != "" || after != nil else {
            #expect(String(decoding: diff, as: UTF8.self).split(separator: "\n").count == 2)
            return
        }
        try folder.write(Data(diff), to: "diff")
        let patch = try Run("patch", ["-p1", "-d", folder.path + "/root", "-i", folder.path + "/diff"])
        #expect(patch.status == 0, "\(patch.output)\(patch.errors)")
        // patch removes a file that becomes empty where the header says that it goes.
        #expect(folder.text("root/etc/conf.d/zz file.conf") ?? "" == after ?? "")
    }
}
