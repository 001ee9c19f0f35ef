import Foundation
import TestSupport
import Testing

/// nmfence.conf holds for every verb what options say for one run.
@Suite struct `The file nmfence.conf` {
    private static let path = "etc/nmfence/nmfence.conf"

    private func image(_ lines: String...) throws -> Image {
        let image = try Image()
        try image.folder.write(lines.joined(separator: "\n") + "\n", to: Self.path)
        return image
    }

    @Test func `may name several profiles, which an option takes the place of`() throws {
        let image = try image("[nmfence]", "profile=calico-3.24; canal")
        func profile(_ options: String...) throws -> String? {
            let run = try Tool.run(["check", "--only", "nm.*", "-o", "json", "--root", image.folder.path] + options)
            return try Schema.object(run.output)["profile"] as? String
        }
        #expect(try profile() == "calico-3.24+canal")
        #expect(try profile("--profile", "calico-3.16") == "calico-3.16")
        #expect(try image.nmfence("diff").output.contains("interface-name:flannel.*"))
    }

    @Test func `gives check, diff, fix, explain and revert the same profile and the same interfaces`() throws {
        let image = try image(
            "[nmfence]", "profile=calico-3.24", "patterns=dummy7;veth9*", "with=kube-proxy-ipvs, nodelocaldns")
        let fenced = ["dummy7", "veth9*", "kube-ipvs0", "nodelocaldns"]
        let checks = try image.nmfence("check", "--only", "nm.*", "-o", "json")
        let report = try Schema.object(checks.output)
        #expect(report["profile"] as? String == "calico-3.24")
        #expect((report["profileReason"] as? String)?.contains("nmfence.conf:2") == true)
        for name in fenced { #expect(checks.output.contains(name), "check: \(name)") }
        let diff = try image.nmfence("diff")
        for name in fenced { #expect(diff.output.contains("interface-name:\(name)"), "diff: \(name)") }
        #expect(try image.nmfence("fix").status == 0)
        #expect(try image.nmfence("diff").status == 0)
        #expect(try image.nmfence("check", "--only", "nm.*").status == 0)
        for name in ["dummy7", "veth91", "kube-ipvs0", "nodelocaldns"] {
            #expect(try image.nmfence("explain", name).output.contains(": would be unmanaged"), "\(name)")
        }
        #expect(try image.nmfence("revert").status == 0)
        #expect(try image.folder.names(in: Image.dropIns) == [])
    }

    @Test func `gives way to the environment, and both to options; patterns and additions add up`() throws {
        let image = try image("[nmfence]", "profile=calico-3.24", "timeout=7", "patterns=dummy7", "peers=a;b")
        func settings(_ words: [String], _ environment: [String: String] = [:]) throws -> String {
            try Tool.run(["list", "settings", "--root", image.folder.path] + words, environment: environment).output
        }
        let file = "\(image.folder.path)/\(Self.path)"
        let plain = try settings([])
        for (line, words) in [(2, "profile        calico-3.24"), (3, "timeout        7"), (4, "patterns       dummy7")]
        {
            #expect(plain.contains("\(words)  [\(file):\(line)]"), "\(plain)")
        }
        #expect(plain.contains("with           none  [default]"), "\(plain)")
        let both = try settings(
            ["--pattern", "dummy8", "--peer", "c", "--profile", "calico-3.25"],
            ["NMFENCE_PROFILE": "calico-3.21", "NMFENCE_TIMEOUT": "9"])
        #expect(both.contains("profile        calico-3.25  [--profile]"), "\(both)")
        #expect(both.contains("timeout        9  [NMFENCE_TIMEOUT]"), "\(both)")
        #expect(both.contains("dummy8  [--pattern]") && both.contains("dummy7  [\(file):4]"), "\(both)")
        #expect(both.contains("peers          c  [--peer]") && !both.contains("  a  ["), "\(both)")
    }

    @Test(arguments: [
        ("[nmfence]\nprofil=calico-3.24", 2, "unknown key 'profil' in [nmfence]: did you mean 'profile'?"),
        ("[nmfence]\n\nprofile=calico-9", 3, "invalid value 'calico-9' for profile"),
        ("[nmfance]\n", 1, "unknown group [nmfance]"), ("[nmfence]\nprofile=", 2, "'profile' has no value"),
        ("[nmfence]\nwith=;", 2, "'with' has no value"), ("[nmfence]\ntimeout=0", 2, "invalid value '0' for timeout"),
        ("[nmfence]\nwith=weave", 2, "invalid value 'weave' for with"),
        ("[nmfence]\npatterns=a b", 2, "invalid value 'a b' for patterns"),
        ("[nmfence]\nencapsulation=geneve", 2, "invalid value 'geneve' for encapsulation"),
        ("[nmfence]\nprofile=auto\nprofile=auto", 3, "'profile' is there twice"),
        ("[nmfence]\n[nmfence]\n", 2, "[nmfence] is there twice"), ("profile=auto\n", 1, "before the first group"),
        ("[nmfence]\nprofile\n", 2, "no [GROUP], KEY=VALUE or comment"),
        ("[waiver]\nchecks=a\nreason=b", 1, "[waiver] has no name"),
        ("[waiver x]\nchecks=port.*", 1, "[waiver x] has no 'reason='"),
        ("[waiver x]\nchecks=port.*\nreason= ", 3, "'reason' has no value"),
        ("[waiver x]\nreason=b", 1, "[waiver x] has no 'checks='"),
        ("[waiver x]\nchecks=a\nreason=b\nexpires=2027-02-29", 4, "invalid value '2027-02-29' for expires"),
        ("[waiver x]\nchecks=a\nreason=b\nexpires=soon", 4, "write a day such as"),
        ("[waiver x]\nchecks=a\nreason=b\nuntil=2027-01-01", 4, "unknown key 'until'"),
        ("[severity x]\nchecks=a\nreason=b", 1, "[severity x] has no 'severity='"),
        ("[severity x]\nchecks=a\nreason=b\nseverity=low", 4, "invalid value 'low' for severity"),
    ])
    func `with a mistake is refused by every verb, with the line`(text: String, line: Int, problem: String) throws {
        let image = try Image()
        try image.folder.write(text, to: Self.path)
        for verb in [["check"], ["diff"], ["fix"], ["explain", "cali0"], ["revert"], ["config"], ["list", "checks"]] {
            let run = try Tool.run(verb + ["--root", image.folder.path])
            #expect(run.status == 64 && run.output == "", "\(verb): \(run.output)")
            let place = "nmfence: \(image.folder.path)/\(Self.path):\(line): "
            #expect(run.errors.hasPrefix(place) && run.errors.contains(problem), "\(verb): \(run.errors)")
        }
        #expect(try image.folder.names(in: Image.dropIns) == [])
    }

    @Test func `of another name must be there, and is the only one that is read`() throws {
        let image = try image("[nmfence]", "profile=calico-3.24")
        let folder = try TemporaryFolder()
        try folder.write("[nmfence]\npatterns=dummy5\n", to: "own.conf")
        let run = try image.nmfence("diff", "--config", folder.path + "/own.conf")
        #expect(run.output.contains("interface-name:dummy5"), "\(run.errors)")
        // What is printed to be typed names the file, too.
        let check = try image.nmfence("check", "--only", "nm.*", "--config", folder.path + "/own.conf")
        #expect(check.output.contains("--config \(folder.path)/own.conf"), "\(check.output)")
        let missing = try image.nmfence("check", "--config", folder.path + "/none.conf")
        #expect(missing.status == 74 && missing.errors.contains("none.conf"), "\(missing.errors)")
    }

    @Test(arguments: [("chmod 664", "mode 664"), ("chmod 646", "mode 646"), ("chown 12345", "user 12345")])
    func `that others can write to is refused by root, with the reason`(command: String, reason: String) throws {
        let image = try image("[nmfence]", "profile=calico-3.24")
        let file = "\(image.folder.path)/\(Self.path)"
        #expect(try Run("sh", ["-c", "\(command) \(file)"]).status == 0)
        let run = try image.nmfence("fix")
        #expect(run.status == 77 && run.errors.contains(reason) && run.errors.contains(file), "\(run.errors)")
        #expect(try image.folder.names(in: Image.dropIns) == [])
    }

    @Test func `is a link, a folder or nothing: what it names counts, and never what is outside of the root`() throws {
        let image = try Image()
        #expect(try image.nmfence("check", "--only", "nm.config.*").status == 0)
        try image.folder.write("[nmfence]\nprofile=calico-3.21\n", to: "etc/other.conf")
        try image.folder.link(Self.path, to: "/etc/other.conf")
        let linked = try image.nmfence("list", "settings")
        #expect(linked.output.contains("calico-3.21"), "\(linked.output)\(linked.errors)")
        try FileManager.default.removeItem(at: image.folder.url.appending(path: Self.path))
        try image.folder.makeFolder(Self.path)
        #expect(try image.nmfence("check").status == 74)
    }
}
