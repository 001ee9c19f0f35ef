import Foundation
import TestSupport
import Testing

/// Every form of every verb is what a program that reads it expects, judged by a reader that is not ours.
@Suite(.waits) struct `Every output format` {
    private static let dropIn = Image.dropIns + "/zz-nmfence.conf"

    @Test(arguments: [
        ["config"], ["explain", "cali1"], ["explain", "cali1", "-v"], ["check", "--only", "nm.*", "-vv"],
    ])
    func `no name of a file begins a line, whatever characters it has`(words: [String]) throws {
        let image = try Image()
        try image.folder.write(
            "[keyfile]\nunmanaged-devices+=interface-name:cali*,except:interface-name:tunl*\n",
            to: "\(Image.dropIns)/50-a\nPASS everything.conf")
        let run = try Tool.run(words + ["--root", image.folder.path])
        let lines = run.output.split(separator: "\n")
        #expect(lines.contains { $0.contains("50-a\\x0aPASS everything.conf") }, "\(run.output)")
        let begun = lines.filter { $0.trimmingCharacters(in: .whitespaces).hasPrefix("PASS everything") }
        #expect(begun == [], "\(run.output)")
    }

    @Test(arguments: [
        (["check"], "check"), (["diff"], "change"), (["fix", "--dry-run"], "change"), (["config"], "config"),
        (["explain", "cali0", "eth0"], "explain"), (["explain", "nm.devices"], "explain"),
        (["list", "profiles"], "list"),
        (["list", "checks"], "list"), (["list", "interfaces"], "list"), (["fix"], "change"),
    ])
    func `of JSON agrees with the schema that ships with the tool`(arguments: [String], schema: String) throws {
        let image = try Image()
        for _ in 1...2 {
            let run = try Tool.run(arguments + ["-o", "json", "--root", image.folder.path])
            #expect([0, 1, 2].contains(run.status), "\(run.errors)")
            #expect(try Schema.objections(to: run.output, schema) == "", "\(run.output)")
            #expect(run.errors == "")
            // The second time on a node that conforms.
            #expect(try image.nmfence("fix").status == 0)
        }
    }

    @Test func `of the shipped schemas is the file in the sources`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Repository.path("Sources/Reporting/Schemas"))
        let names = files.map { String($0.prefix { $0 != "." }) }
        #expect(names.count >= 10)
        for name in names {
            let run = try Tool.run(["list", "schemas", name])
            #expect(run.status == 0, "\(run.errors)")
            let source = try String(
                contentsOfFile: Repository.path("Sources/Reporting/Schemas/\(name).schema.json"), encoding: .utf8)
            #expect(run.output == source)
        }
    }

    @Test func `of check counts the same checks`() throws {
        let image = try Image()
        try image.folder.write(
            "[keyfile]\nunmanaged-devices=interface-name:a<b&\"c\"\n", to: Image.dropIns + "/50-x.conf")
        let json = try image.nmfence("check", "-o", "json")
        let document = try Schema.object(json.output)
        let checks = try #require(document["checks"] as? [[String: Any]])
        func count(_ status: String) -> Int { checks.filter { $0["status"] as? String == status }.count }
        // What is only recommended and could not be found out fails nobody.
        let open = checks.count {
            $0["status"] as? String == "undetermined" && $0["severity"] as? String == "required"
        }
        let failing = count("fail")
        #expect(checks.count > 3 && failing > 0)

        let junit = try image.nmfence("check", "-o", "junit")
        let xml = """
            import sys, xml.etree.ElementTree as tree
            root = tree.fromstring(sys.stdin.read())
            print(*[len(list(root.iter(name))) for name in ("testcase", "failure", "error")])
            """
        let counted = try Run(Python.program, ["-c", xml], input: junit.output)
        #expect(counted.output == "\(checks.count) \(failing) \(open)\n", "\(counted.errors)\(junit.output)")

        let tap = try image.nmfence("check", "-o", "tap").output.split(separator: "\n")
        #expect(tap.contains("1..\(checks.count)"))
        #expect(tap.filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }.count == checks.count)
        #expect(tap.filter { $0.hasPrefix("not ok ") && !$0.contains("# TODO") }.count == failing + open, "\(tap)")

        let metrics = try image.nmfence("check", "-o", "prometheus", "--per-check").output.split(separator: "\n")
        let sample = try Regex(#"^nmfence_[a-z_]+(\{[a-z_]+="([^"\\]|\\.)*"(,[a-z_]+="([^"\\]|\\.)*")*\})? [0-9.e+]+$"#)
        for line in metrics where !line.hasPrefix("#") { #expect(line.wholeMatch(of: sample) != nil, "\(line)") }
        #expect(metrics.filter { !$0.hasPrefix("#") }.count >= checks.count)
    }

    @Test(arguments: ["text", "line", "json", "junit", "tap", "prometheus"])
    func `of check has its status in every form, and is silent only as text`(format: String) throws {
        let image = try Image()
        try image.folder.write("[keyfile]\nunmanaged-devices=eth9\n", to: Image.dropIns + "/50-x.conf")
        let run = try image.nmfence("check", "-o", format)
        #expect(run.status == 1)
        #expect(run.errors == "")
        #expect(run.output.hasSuffix("\n"))
        // -q is for people; a document that was asked for is not for them.
        let quiet = try image.nmfence("check", "-q", "-o", format)
        #expect(quiet.status == 1)
        #expect(quiet.errors == "")
        #expect(quiet.output.isEmpty == (format == "text"), "\(format)")
    }

    @Test func `of diff is a difference that patch applies, forwards and backwards`() throws {
        for old in [
            nil,
            "# Written by 'nmfence fix'; 'nmfence revert' takes it "
                + "back.\n[keyfile]\nunmanaged-devices+=interface-name:cali*",
        ] {
            let (image, copy) = (try Image(), try TemporaryFolder())
            if let old {
                try image.folder.write(old, to: Self.dropIn)
                try copy.write(old, to: Self.dropIn)
            }
            let diff = try image.nmfence("diff")
            #expect(diff.status == 1, "\(diff.errors)")
            #expect(diff.output.contains("+[keyfile]") || diff.output.contains(" [keyfile]"), "\(diff.output)")
            for dry in [["--dry-run"], []] {
                let patch = try Run("patch", ["-s", "-p1"] + dry + ["-d", copy.path], input: diff.output)
                #expect(patch.status == 0, "\(patch.output)\(patch.errors)")
            }
            #expect(try image.nmfence("fix").status == 0)
            let text = try #require(image.folder.text(Self.dropIn))
            #expect(copy.text(Self.dropIn) == text)
            let back = try Run("patch", ["-s", "-p1", "-R", "-d", copy.path], input: diff.output)
            #expect(back.status == 0, "\(back.output)\(back.errors)")
            #expect(copy.text(Self.dropIn) == old)
        }
    }

    @Test func `of text has no colour but on a terminal or by request`() throws {
        let image = try Image()
        #expect(try !image.nmfence("check").output.contains("\u{1B}"))
        #expect(try image.nmfence("check", "--color", "always").output.contains("\u{1B}["))
        #expect(
            try image.nmfence("check", environment: ["CLICOLOR_FORCE": "1", "NO_COLOR": ""]).output.contains("\u{1B}["))
        #expect(
            try !image.nmfence("check", environment: ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]).output.contains("\u{1B}")
        )
        #expect(try !image.nmfence("check", "--color", "always", "-o", "json").output.contains("\u{1B}"))
    }

    @Test func `that cannot be written to its end is 74, and a reader that went away is no crash`() throws {
        let image = try Image()
        for verb in ["check", "diff", "config"] {
            let full = try Run("sh", ["-c", "exec \(Tool.path) \(verb) --root \(image.folder.path) >/dev/full"])
            #expect(full.status == 74, "\(verb): \(full.errors)")
            #expect(full.errors.contains("cannot write the result: No space left on device"), "\(verb)")
            let gone = try Run(
                "bash", ["-c", "\(Tool.path) \(verb) --root \(image.folder.path) | true; echo ${PIPESTATUS[0]}"])
            #expect(
                ["0", "1", "141"].contains(gone.output.trimmingCharacters(in: .newlines)), "\(verb): \(gone.output)")
        }
    }
}
