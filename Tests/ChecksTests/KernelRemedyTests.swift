import Checks
import Foundation
import Node
import Requirements
import SystemPackage
import TestSupport
import Testing

/// A remedy for the kernel fits the distribution, its release and the kernel that is there.
@Suite struct `A remedy for the kernel` {
    /// The row of the module alone: all of them take two seconds a kernel.
    private func row(_ fixture: KernelFixture) throws -> CheckResult? {
        let context = CheckContext(offline(try RootDirectory(FilePath(fixture.folder.path))))
        let checks = try Profile(named: "calico-3.16").nodeChecks(inputs: CheckInputs())
        return checks.first { $0.id == "kernel.feature.xt-set" }.map { CheckResult($0, $0.evaluate(in: context)) }
    }

    /// The remedy for a module whose file is missing, and for one that the kernel was built without.
    private func remedies(_ system: String, _ release: String) throws -> (install: CheckResult, update: CheckResult) {
        let fixture = try KernelFixture("6.1", release: release)
        try fixture.folder.write(system.replacingOccurrences(of: ";", with: "\n") + "\n", to: "etc/os-release")
        try fixture.remove("xt_set")
        let install = try row(fixture)
        let path = fixture.folder.path + "/boot/config-\(release)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
            .replacingOccurrences(of: "CONFIG_NETFILTER_XT_SET=m", with: "# CONFIG_NETFILTER_XT_SET is not set")
        try fixture.folder.write(text, to: "boot/config-\(release)")
        for name in ["dep.bin", "alias.bin", "dep"] {
            try fixture.folder.write("", to: "\(fixture.modules)/modules.\(name)")
        }
        return (try #require(install), try #require(try row(fixture)))
    }

    /// A kernel of a distribution, what brings its module and its successor, and where that is known from.
    struct Case: Sendable, CustomStringConvertible {
        let system: String
        let release: String
        let install: String
        let update: String

        var description: String { "\(system) \(release)" }

        static let all: [Case] = {
            let path = Repository.path("Tests/Fixtures/kernel-packages.tsv")
            let lines = (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n") ?? []
            return lines.filter { !$0.hasPrefix("#") }.map { line in
                let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                return Case(system: words[0], release: words[1], install: words[2], update: words[3])
            }
        }()
    }

    @Test func `is known for sixty kernels`() { #expect(Case.all.count >= 60) }

    @Test(arguments: Case.all)
    func `names the package of this kernel, or says that it is a vendor's`(node: Case) throws {
        let (install, update) = try remedies(node.system, node.release)
        let texts = [try #require(install.outcome.remedy), try #require(update.outcome.remedy)]
        #expect(texts[0].contains(node.install), "\(texts[0])")
        #expect((texts[1] + " ").contains(node.update), "\(texts[1])")
        for text in texts {
            for forbidden in ["&& reboot", "--reboot", "--to-latest", "{", "}", "--  "] {
                #expect(!text.contains(forbidden), "\(text)")
            }
            guard text.hasPrefix("chroot ") else { continue }
            #expect(try Run("bash", ["-n", "-c", text]).status == 0, "\(text)")
        }
        // A kernel that is to be started disturbs; words say so themselves.
        if texts[1].hasPrefix("chroot ") {
            #expect(update.outcome.disrupts && texts[1].contains("drain the node"), "\(texts[1])")
        }
    }

    @Test func `of OpenShift is not rpm-ostree`() throws {
        let fixture = try KernelFixture("6.1", release: "5.14.0-427.el9.x86_64")
        try fixture.folder.write("ID=rhcos\nVARIANT_ID=coreos\n", to: "etc/os-release")
        try fixture.folder.write("{\"spec\":{}}", to: "etc/machine-config-daemon/currentconfig")
        try fixture.remove("xt_set")
        let text = try #require(try results(fixture.folder)["kernel.feature.xt-set"]?.outcome.remedy)
        #expect(text.contains("MachineConfig") && !text.contains("rpm-ostree"), "\(text)")
    }
}
