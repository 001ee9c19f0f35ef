import Foundation
import TestSupport
import Testing

/// What is printed to be pasted is pasted, and changes the node that was looked at, and no other.
@Suite(.waits) struct `A remedy` {
    private func remedies(_ arguments: [String]) throws -> Set<String> {
        let check = try Tool.run(["check", "-o", "json", "--only", "nm.unmanaged.*"] + arguments)
        let report = try #require(try Schema.object(check.output)["checks"] as? [[String: Any]])
        return Set(report.compactMap { $0["remedy"] as? String })
    }

    @Test(arguments: [[], ["--pattern", "pod*"], ["--nm-version", "1.30.6"], ["--profile", "calico-3.24"]])
    func `of an image names the image, and makes its rows pass`(options: [String]) throws {
        let image = try Image()
        let arguments = ["--root", image.folder.path] + options
        let pasted = try #require(try remedies(arguments).first)
        let program = Tool.path + pasted.dropFirst("nmfence".count)
        let fix = try Run("bash", ["-c", program])
        #expect(fix.status == 0, "\(pasted): \(fix.output)\(fix.errors)")
        #expect(try image.folder.names(in: "etc/NetworkManager/conf.d").contains("zz-nmfence.conf"))
        let after = try Tool.run(["check", "--only", "nm.unmanaged.*"] + arguments)
        #expect(after.status == 0, "\(after.output)")
    }

    @Test func `keeps a shell from reading what a folder is called`() throws {
        let image = try Image()
        let odd = image.folder.path + "/it's; touch $(pwd)"
        try FileManager.default.createDirectory(atPath: odd + "/etc", withIntermediateDirectories: true)
        let pasted = try #require(try remedies(["--root", odd]).first)
        let words = try Run("bash", ["-c", "printf '%s\\n' " + pasted])
        #expect(words.output == "nmfence\nfix\n--root\n\(odd)\n")
    }

    /// Only a group of devices does it, which there is from 1.10 on: before, there is nothing that fix could do.
    @Test(arguments: [("1.8.0", false), ("1.10.0", true), ("1.42.4", true)])
    func `is fix only where fix does not refuse`(version: String, isFix: Bool) throws {
        let image = try Image()
        try image.folder.write(
            "[keyfile]\nunmanaged-devices=*,except:type:vxlan\n", to: "etc/NetworkManager/conf.d/site.conf")
        let arguments = ["--root", image.folder.path, "--nm-version", version]
        let remedy = try #require(try remedies(arguments).first)
        let diff = try Tool.run(["diff"] + arguments)
        #expect(remedy.hasPrefix("nmfence fix") == isFix, "\(remedy)")
        #expect((diff.output.isEmpty) == !isFix, "\(diff.output)")
        for word in isFix ? [] : ["except:type:vxlan", "/etc/NetworkManager/conf.d/site.conf:2", "vxlan.calico"] {
            #expect(remedy.contains(word), "\(remedy)")
        }
    }
}
