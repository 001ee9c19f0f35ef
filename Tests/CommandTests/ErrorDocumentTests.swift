import Foundation
import TestSupport
import Testing

/// A program that asked for a document gets one, and with the reason in it, where there is no result.
@Suite(.waits) struct `A run that fails` {
    struct Failure: Sendable, CustomTestStringConvertible {
        let words: [String]
        let status: Int32
        let kind: String
        var path: String?
        var code: String?
        var testDescription: String { words.joined(separator: " ") }
    }

    private static let failures = [
        Failure(
            words: ["check", "--root", "/nowhere"], status: 74, kind: "inputOutput", path: "/nowhere", code: "ENOENT"),
        Failure(words: ["check", "--root", "/etc/passwd"], status: 74, kind: "inputOutput", path: "/etc/passwd"),
        Failure(words: ["explain"], status: 64, kind: "usage"),
        Failure(words: ["config", "--nonsense"], status: 64, kind: "usage"),
        Failure(words: ["check", "--only", "nm.devces"], status: 64, kind: "usage"),
        Failure(words: ["list", "schemas", "none"], status: 64, kind: "usage"),
        Failure(words: ["fix", "--require-live", "--offline", "--root", "ROOT"], status: 64, kind: "usage"),
        Failure(words: ["fix", "--require-live", "--root", "ROOT"], status: 69, kind: "unavailable"),
        Failure(words: ["diff", "--bus", "launchd:", "--root", "ROOT"], status: 64, kind: "usage"),
    ]

    @Test(arguments: failures, [["-o", "json"], ["-ojson"], ["--output=json"], ["-qo", "json"]])
    func `says why in a document that the schema describes, and in a sentence`(
        failure: Failure, options: [String]
    ) throws {
        let image = try Image()
        let words = failure.words.map { $0 == "ROOT" ? image.folder.path : $0 }
        let run = try Tool.run(words + options)
        #expect(run.status == failure.status, "\(run.output)\(run.errors)")
        #expect(try Schema.objections(to: run.output, "error") == "", "\(run.output)")
        let document = try Schema.object(run.output)
        let error = try #require(document["error"] as? [String: Any])
        #expect(document["command"] as? String == failure.words[0])
        #expect(error["kind"] as? String == failure.kind)
        if let path = failure.path { #expect(error["path"] as? String == path) }
        if let code = failure.code { #expect(error["code"] as? String == code) }
        let message = try #require(error["message"] as? String)
        #expect(run.errors.hasPrefix("nmfence: \(message)\n"), "\(run.errors)")
    }

    @Test(arguments: ["diff", "fix", "revert"])
    func `over a file that NetworkManager cannot read names it with its root`(verb: String) throws {
        let image = try Image()
        try image.folder.write("[keyfile\n", to: "\(Image.dropIns)/50-broken.conf")
        let run = try Tool.run([verb, "--root", image.folder.path])
        #expect(run.status == 78)
        #expect(
            run.errors.hasPrefix("nmfence: \(image.folder.path)/\(Image.dropIns)/50-broken.conf:1: "), "\(run.errors)")
    }

    @Test func `says it in one line with -o line, and with text on standard error only`() throws {
        let run = try Tool.run(["check", "--root", "/" + String(repeating: "nowhere", count: 20), "-o", "line"])
        #expect(run.status == 74)
        #expect(run.output.hasPrefix("nmfence: error: cannot open /nowhere") && run.output.count <= 81, "\(run.output)")
        #expect(try Tool.run(["check", "--root", "/nowhere"]).output == "")
        let chosen = try Tool.run(["check", "--root", "/nowhere"], environment: ["NMFENCE_OUTPUT": "json"])
        #expect(try Schema.objections(to: chosen.output, "error") == "", "\(chosen.output)")
    }
}
