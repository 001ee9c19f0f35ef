import Foundation
import TestSupport
import Testing

/// The real shells are typed to, on terminals of their own: a script that looks right may still offer nothing.
@Suite(.waits) struct `A shell's completion` {
    private struct Answer: Decodable {
        var line: String
        var offered: [String]
        var becomes: String

        /// Whether a word can be had, behind a sign or not: it is offered, or there is no other.
        func has(_ word: String) -> Bool {
            let last = becomes.split(separator: " ").last ?? ""
            return offered.contains { $0 == word || $0.hasSuffix("=" + word) } || last == word
                || last.hasSuffix("=" + word)
        }
    }

    /// What follows each line.
    private func answers(_ shell: String, _ lines: [String]) throws -> [String: Answer] {
        let run = try Run(Repository.path("scripts/rig/complete"), [shell, Tool.path] + lines)
        #expect(run.status == 0, "\(run.errors)")
        let answers = try run.output.split(separator: "\n").map {
            try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
        }
        #expect(answers.map(\.line) == lines)
        return Dictionary(answers.map { ($0.line, $0) }) { $1 }
    }

    private static let cases: [(line: String, words: [String], notOffered: [String])] = [
        ("nmfence ", ["check", "diff", "fix", "revert", "explain", "config", "list"], ["--root"]),
        ("nmfence check --", ["--root", "--only", "--encapsulation", "--output"], ["--adopt"]),
        ("nmfence fix --", ["--adopt", "--load-modules", "--dry-run"], ["--only"]),
        ("nmfence check -o ", ["text", "json", "junit", "tap", "prometheus"], ["diff"]),
        ("nmfence diff -o ", ["diff", "json"], ["junit"]),
        ("nmfence check --color ", ["auto", "always", "never"], []),
        ("nmfence check --profile calico-3.1", ["calico-3.16"], ["calico-3.32"]),
        ("nmfence check --encapsulation v", ["vxlan"], ["ipip"]),
        ("nmfence check --only nm.", ["nm.presence", "nm.unmanaged.cali", "nm.devices"], ["kernel.version"]),
        ("nmfence check --skip nm.devices,nm.pre", ["nm.devices,nm.presence"], []),
        ("nmfence check --profile calico-3.32 --only port.", ["port.typha", "port.bgp"], ["nm.devices"]),
        ("nmfence explain lo", ["lo"], []),
        ("nmfence explain nm.unm", ["nm.unmanaged.cali", "nm.unmanaged.tunl"], []),
        ("nmfence fix --pattern lo", ["lo"], []),
        ("nmfence list ", ["profiles", "checks", "interfaces", "schemas"], []),
        ("nmfence list profiles calico-3.1", ["calico-3.16"], []),
        ("nmfence list schemas c", ["check", "change", "config"], []),
        ("nmfence render ", ["drop-in", "systemd", "machineconfig", "daemonset"], ["check"]),
        ("nmfence check --root /us", ["/usr/"], []),
        ("nmfence check --output=js", ["json"], []),
        ("nmfence check --profile=calico-3.1", ["calico-3.16"], ["calico-3.32"]),
        ("nmfence check --only=nm.dev", ["nm.devices"], []),
        ("nmfence check --only=nm.devices,nm.pre", ["nm.devices,nm.presence"], []),
        ("nmfence check --root=/us", ["/usr/"], []),
    ]

    @Test(arguments: ["bash", "zsh", "fish"])
    func `offers verbs, options, values, checks, profiles, interfaces and folders`(shell: String) throws {
        let answers = try answers(shell, Self.cases.map(\.line))
        for (line, words, notOffered) in Self.cases {
            let answer = try #require(answers[line])
            for word in words { #expect(answer.has(word), "\(shell): \(word) after \(answer)") }
            for word in notOffered { #expect(!answer.has(word), "\(shell): \(word) after \(answer)") }
        }
    }

    @Test func `of a root that cannot be read offers nothing and says nothing`() throws {
        let words = ["nmfence", "check", "--root", "/nowhere", "--only", ""]
        for verb in ["check", "explain"] {
            let argument = verb == "check" ? "--only" : "positional@0"
            let run = try Tool.run(["---completion", verb, "--", argument, "5", "0"] + words)
            #expect(run.status == 0 && run.errors == "", "\(run)")
            #expect(run.output.split(separator: "\n") == [], "\(run.output)")
        }
    }
}
