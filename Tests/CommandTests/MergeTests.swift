import Foundation
import TestSupport
import Testing

/// Many nodes in one report, whatever they send.
@Suite struct `A merged report` {
    /// A report as `check -o json` writes it, of any version of its schema.
    private static func report(
        _ host: String, _ status: String = "conforming", time: String = "2026-01-01T00:00:00Z",
        checks: [[String: Any]] = [], more: [String: Any] = [:]
    ) throws -> String {
        var document: [String: Any] = [
            "schemaVersion": 2, "tool": ["name": "nmfence", "version": "0.1.0"], "command": "check", "host": host,
            "time": time, "root": "/", "profile": "calico-3.27", "status": status,
            "verification": ["by": "live", "reason": NSNull()], "checks": checks,
            "somethingNew": ["a": [1, 2.5, true]],
        ]
        document.merge(more) { $1 }
        return String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self)
    }

    private static func row(_ id: String, _ status: String, _ found: String, cause: String? = nil) -> [String: Any] {
        [
            "id": id, "title": "the title of \(id)", "status": status, "severity": "required", "found": found,
            "remedy": "mend \(id)", "evidence": [["path": "/x", "line": 1, "text": "\"{[\\"]],
            "cause": cause ?? NSNull(),
        ]
    }

    private static func fleet() throws -> [String] {
        let bad = [row("nm.devices", "fail", "cali0 is managed"), row("nm.x", "fail", "too", cause: "nm.devices")]
        return [
            try report("a", "nonconforming", checks: bad + [row("node.kernel.version", "pass", "5.14")]),
            try report("b", "nonconforming", checks: bad + [row("node.kernel.version", "pass", "5.14")]),
            try report("c", checks: [row("nm.devices", "pass", "none"), row("node.kernel.version", "pass", "4.18")]),
            try report("d", "undetermined", checks: [row("nm.devices", "undetermined", "no answer")]),
        ]
    }

    private func merge(_ words: String..., input: String = "") throws -> Run {
        try Run(Tool.path, ["merge"] + words, input: input)
    }

    @Test func `counts nodes by verdict, and findings by nodes and cause, however the reports come`() throws {
        let (folder, reports) = (try TemporaryFolder(), try Self.fleet())
        for (name, text) in zip(["a", "b", "c", "d"], reports) { try folder.write(text, to: "nodes/\(name)/r.json") }
        try folder.write("not a report", to: "nodes/README")
        try folder.write(reports.joined(separator: "\n") + "\n", to: "all.jsonl")
        let pretty = try reports.map { text in
            let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
            return try JSONSerialization.data(withJSONObject: value, options: .prettyPrinted)
        }
        try folder.write(Data(pretty.joined()), to: "pretty.json")
        let runs = [
            try merge("-o", "json", folder.path + "/nodes"), try merge("-o", "json", folder.path + "/all.jsonl"),
            try merge("-o", "json", folder.path + "/pretty.json"),
            try merge("-o", "json", "-", input: reports.joined(separator: "\n")),
        ]
        for run in runs {
            #expect(run.status == 1 && run.errors == "", "\(run.errors)")
            #expect(try Schema.objections(to: run.output, "merge") == "", "\(run.output)")
            let document = try Schema.object(run.output)
            #expect(
                document["summary"] as? [String: Int] == [
                    "nodes": 4, "nonconforming": 2, "undetermined": 1, "conforming": 1, "missing": 0,
                ])
            let findings = try #require(document["findings"] as? [[String: Any]])
            #expect(findings.map { $0["id"] as? String } == ["nm.devices", "nm.devices"])
            #expect(findings.map { $0["nodeCount"] as? Int } == [2, 1])
            #expect(findings.first?["consequences"] as? [String] == ["nm.x"])
            let differences = try #require(document["differences"] as? [[String: Any]])
            #expect(differences.map { $0["subject"] as? String } == ["node.kernel.version"], "\(differences)")
        }
        let text = try merge(folder.path + "/nodes")
        #expect(text.output.contains("4 nodes: 2 nonconforming, 1 undetermined, 1 conforming"), "\(text.output)")
        #expect(text.output.contains("2 of 4 nodes") && text.output.contains("a, b"), "\(text.output)")
    }

    @Test func `names the nodes that did not answer, and those that nobody expected`() throws {
        let folder = try TemporaryFolder()
        try folder.write("a\n# a comment\n  c  # another\n\nlost\n", to: "expected")
        for (format, words) in [("text", "lost"), ("json", "\"lost\""), ("junit", "\"lost\""), ("html", "lost")] {
            let run = try merge(
                "-o", format, "--expect", folder.path + "/expected", "-",
                input: [try Self.report("a"), try Self.report("c")].joined(separator: "\n"))
            #expect(run.status == 2 && run.output.contains(words), "\(format): \(run.output)\(run.errors)")
        }
        let run = try merge(
            "-o", "json", "--expect", folder.path + "/expected", "-", input: try Self.fleet().joined(separator: "\n"))
        #expect(try Schema.object(run.output)["unexpected"] as? [String] == ["b", "d"])
        #expect(try merge("-", input: try Self.report("a")).status == 0)
        #expect(try merge("-", input: "").status == 2)
        #expect(try merge("--expect", folder.path + "/none", "-").status == 74)
        #expect(try merge().status == 64)
    }

    @Test func `takes the newest report of a node, in whatever order they come`() throws {
        let reports = [
            try Self.report("a", "nonconforming", time: "2026-01-01T00:00:00Z"),
            try Self.report("a", "conforming", time: "2026-02-01T00:00:00Z"),
            try Self.report("a", "undetermined", time: "2025-12-31T23:59:59Z"),
        ]
        for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0]] {
            let run = try merge("-o", "json", "-", input: order.map { reports[$0] }.joined(separator: "\n"))
            let nodes = try #require(try Schema.object(run.output)["nodes"] as? [[String: Any]])
            #expect(run.status == 0 && nodes.count == 1 && nodes.first?["reports"] as? Int == 3, "\(run.output)")
        }
    }

    @Test(arguments: [
        ("{\"schemaVersion\":1,\"command\":\"check\",\"ho", "is cut off"), ("no JSON at all", "is not JSON"),
        ("{\"a\": }", "is not JSON"), ("[]", "is not JSON"), ("{}", "is no report"),
        ("{\"command\":\"diff\",\"host\":\"x\",\"status\":\"conforming\"}", "is no report"),
        ("{\"command\":\"check\",\"host\":7,\"status\":[{}]}", "is no report"),
        (String(repeating: "{\"a\":[", count: 5000), "is not JSON"), ("", "is empty"),
    ])
    func `says what is wrong with an input, and reports the other nodes`(text: String, problem: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "broken.json")
        try folder.write(try Self.report("good"), to: "good.json")
        let run = try merge(folder.path)
        #expect(run.status == 2, "\(run.output)\(run.errors)")
        #expect(run.output.contains(problem) && run.output.contains("broken.json"), "\(run.output)")
        #expect(run.output.contains("1 node: 1 conforming"), "\(run.output)")
        // In a stream the lines before and behind a broken one count.
        guard !text.isEmpty else { return }
        let lines = [try Self.report("one"), text, try Self.report("two")].joined(separator: "\n")
        let stream = try merge("-", input: lines)
        #expect(stream.output.contains("2 nodes: 2 conforming"), "\(stream.output)")
        #expect(stream.output.contains("standard input document 2 \(problem == "is cut off" ? "" : problem)"))
    }

    @Test func `reads a file of a gigabyte without keeping it`() throws {
        let folder = try TemporaryFolder()
        let script = """
            truncate -s 1G "$1/zero.json"
            { printf '{"host":"'; head -c 100000000 /dev/zero | tr '\\0' a; echo; cat "$1/good"; } >"$1/long.json"
            /usr/bin/env bash -c 'ulimit -v 400000; exec "$0" merge "$1"' "$2" "$1"
            """
        try folder.write(try Self.report("good"), to: "good")
        let run = try Run("bash", ["-c", script, "bash", folder.path, Tool.path])
        #expect(run.status == 2 && run.output.contains("1 node: 1 conforming"), "\(run.output)\(run.errors)")
        #expect(run.output.contains("zero.json") && run.output.contains("is larger than 16 MiB"), "\(run.output)")
    }

    @Test func `escapes what nodes send, in every form`() throws {
        let name = "<script>alert(1)</script>&\"'\u{1B}[2J"
        let input = try Self.report(
            name, "nonconforming", checks: [Self.row("nm.<b>", "fail", "<img src=x>\u{1B}[31m]]>")],
            more: ["profile": "<p>"])
        for format in ["text", "json", "junit", "html"] {
            let run = try merge("-o", format, "-", input: input)
            #expect(run.status == 1, "\(run.errors)")
            #expect(!run.output.contains("\u{1B}"), "\(format)")
            if format != "text", format != "json" {
                #expect(!run.output.contains("<script") && !run.output.contains("<img"), "\(run.output)")
            }
        }
        let junit = try merge("-o", "junit", "-", input: input)
        let reader =
            "import sys, xml.etree.ElementTree as t; print([s.get('name') for s in t.fromstring(sys.stdin.read())])"
        let read = try Run(Python.program, ["-c", reader], input: junit.output)
        #expect(read.status == 0 && read.output.contains("<script>alert(1)</script>&"), "\(read.errors)\(read.output)")
    }

    @Test func `as a page needs nothing from anywhere, and is well formed`() throws {
        let page = try merge("-o", "html", "-", input: try Self.fleet().joined(separator: "\n")).output
        for word in ["http:", "https:", "src=", "href=", "url(", "@import", "<script"] {
            #expect(!page.contains(word), "\(word)")
        }
        let reader = """
            import sys, html.parser
            class Reader(html.parser.HTMLParser):
                stack = []
                def handle_starttag(self, tag, attributes):
                    if tag not in ("meta", "br"): self.stack.append(tag)
                def handle_endtag(self, tag):
                    assert self.stack.pop() == tag, (tag, self.getpos())
            reader = Reader(); reader.feed(sys.stdin.read()); assert reader.stack == [], reader.stack
            """
        let read = try Run(Python.program, ["-c", reader], input: page)
        #expect(read.status == 0, "\(read.errors)")
    }

    @Test func `has a suite of JUnit for each node, and agrees with what check says of one`() throws {
        let image = try Image()
        let check = try image.nmfence("check", "-o", "json", "--only", "nm.*")
        let run = try merge("-o", "json", "-", input: check.output)
        let (one, many) = (try Schema.object(check.output), try Schema.object(run.output))
        let node = try #require((many["nodes"] as? [[String: Any]])?.first)
        for key in ["status", "profile", "host", "time"] {
            #expect(node[key] as? String == one[key] as? String, "\(key)")
        }
        let counts = try #require(node["summary"] as? [String: Int])
        for (status, count) in try #require(one["summary"] as? [String: Int]) {
            #expect(counts[status] == count, "\(status)")
        }
        let junit = try merge("-o", "junit", "-", input: try Self.fleet().joined(separator: "\n")).output
        #expect(junit.components(separatedBy: "<testsuite ").count == 5, "\(junit)")
    }
}
