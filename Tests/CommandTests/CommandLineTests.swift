import Foundation
import TestSupport
import Testing

/// One command line, the environment it is given in, how it ends and what it says on standard error.
struct CommandLineCase: Sendable, CustomTestStringConvertible {
    let words: [String]
    let status: Int32
    let errors: String
    let environment: [String: String]
    /// What the output begins with.
    let output: String?

    /// - Parameters:
    ///   - line: words between spaces; `ROOT` is an image, `''` an empty word.
    ///   - errors: the first line on standard error, without the program's name; empty for none at all.
    init(
        _ line: String, _ status: Int32, _ errors: String = "", output: String? = nil,
        in environment: [String: String] = [:]
    ) {
        words = line.split(separator: " ").map { $0 == "''" ? "" : String($0) }
        (self.status, self.errors, self.output, self.environment) = (status, errors, output, environment)
    }

    var testDescription: String {
        (environment.sorted { $0.key < $1.key }.map { "\($0)=\($1)" } + words).joined(separator: " ")
    }
}

/// The command line is read by one parser; what it says looks like every other message.
@Suite struct `A command line` {
    /// The names that may be meant, all of them.
    private static let profiles =
        "use 'auto', 'calico-3.16', 'calico-3.18', 'calico-3.19', 'calico-3.21', 'calico-3.23', 'calico-3.24', "
        + "'calico-3.25', 'calico-3.27', 'calico-3.29', 'calico-3.30', 'calico-3.31', 'calico-3.32' or 'canal' "
        + "(see 'nmfence list profiles')"
    private static let syntax = "check --root ROOT --only nm.config.syntax"

    private static let understood: [CommandLineCase] = [
        .init(syntax, 0), .init("check --only nm.config.syntax --root ROOT", 0),
        .init("check --root=ROOT --only=nm.config.syntax", 0), .init("--root ROOT check --only nm.config.syntax", 0),
        .init("--root=ROOT check --only nm.config.syntax", 0), .init("--root ROOT --only nm.config.syntax check", 0),
        .init("--only=nm.config.syntax --offline check --root ROOT", 0),
        .init("-q \(syntax)", 0, output: ""), .init("\(syntax) --quiet", 0, output: ""),
        .init("-o json \(syntax)", 0, output: "{"), .init("-ojson \(syntax)", 0, output: "{"),
        .init("\(syntax) -ojson", 0, output: "{"), .init("\(syntax) -o=json", 0, output: "{"),
        .init("\(syntax) --output=json", 0, output: "{"), .init("-qo json \(syntax)", 0, output: "{"),
        .init("-qvo json \(syntax)", 0, output: "{"), .init("\(syntax) -qo tap", 0, output: "TAP version"),
        .init("\(syntax) -o text -o json", 0, output: "{"), .init("\(syntax) -o json -o tap", 0, output: "TAP version"),
        .init("\(syntax) --only nm.unmanaged.*", 1), .init("\(syntax),nm.unmanaged.*", 1),
        .init("check --root ROOT --only nm.* --skip nm.unmanaged.*,nm.config.overridden", 0),
        .init("\(syntax) --root ROOT/nothing --root ROOT", 0),
        .init("\(syntax) --profile auto --profile calico-3.24", 0),
        .init("\(syntax) --profile calico-3.24 --profile canal", 0, output: "calico-3.24+canal"),
        .init("fix --root ROOT --reload-only --dry-run --pattern lxc*", 1),
        .init("\(syntax) --timeout 0.5", 0), .init("\(syntax) --pattern wg* --pattern wt*", 0),
        .init("\(syntax) --encapsulation vxlan --encapsulation ipip", 0), .init("\(syntax) --", 0),
        .init("--root check check", 74, "cannot open check: No such file or directory"),
        .init("--root fix check", 74, "cannot open fix: No such file or directory"),
        .init("--root ROOT explain -- check", 0, output: "check: "),
        .init("explain --root ROOT -- --root", 0, output: "--root: "),
        .init("--root ROOT explain check", 0, output: "check: "), .init("--devices - explain --root ROOT", 64),
        .init("diff --root ROOT -o json", 1, output: "{"), .init("--adopt diff --root ROOT", 1),
        .init("fix --root ROOT --dry-run -q", 1, output: ""),
        .init("--dry-run fix --root ROOT -qo json", 1, output: "{"),
        .init("revert --root ROOT --no-reload", 0), .init("config --root ROOT", 0),
        .init("-v -v config --root ROOT", 0),
        .init("list profiles", 0, output: "calico-3.16"), .init("list profiles calico-3.16 calico-3.24", 0),
        .init("-o json list schemas", 0, output: "{"), .init("--version", 0, output: "0."),
        .init("check --version", 0, output: "0."), .init("--version check", 0, output: "0."),
        .init("--root ROOT --help", 0, output: "OVERVIEW"), .init("--help check", 0, output: "OVERVIEW"),
        .init("help", 0, output: "OVERVIEW"), .init("help check", 0, output: "OVERVIEW"),
        .init("fix --nonsense -h", 0, output: "OVERVIEW"), .init("--generate-completion-script bash", 0, output: "#!"),
        .init("--generate-completion-script=zsh", 0, output: "#compdef"),
    ]

    private static let refused: [CommandLineCase] = [
        .init("--", 64, "no verb given"),
        .init("-q", 64, "no verb given"), .init("--root ROOT", 64, "no verb given"),
        .init("--root", 64, "no verb given"), .init("-- check", 64, "no verb before '--'"),
        .init("--root ROOT -- check", 64, "no verb before '--'"),
        .init("foo", 64, "unknown verb 'foo'"), .init("fixx", 64, "unknown verb 'fixx'"),
        .init("''", 64, "unknown verb ''"), .init("-", 64, "unknown verb '-'"),
        .init("chekc", 64, "unknown verb 'chekc'; did you mean 'check'?"),
        .init("--root ROOT chekc", 64, "unknown verb 'chekc'; did you mean 'check'?"),
        .init("conf", 64, "unknown verb 'conf'; did you mean 'config'?"),
        .init("CHECK", 64, "unknown verb 'CHECK'"), .init("help nonsense", 64, "unknown verb 'nonsense'"),
        .init("help check fix", 64, "unexpected argument 'fix'"),
        .init("--rot ROOT check", 64, "unknown option '--rot'; did you mean '--root'?"),
        .init("--nonsense check", 64, "unknown option '--nonsense'"), .init("-x check", 64, "unknown option '-x'"),
        .init("check --ofline", 64, "unknown option '--ofline'; did you mean '--offline'?"),
        .init("check -root", 64, "unknown option '-root'; did you mean '--root'?"),
        .init("--adopt check", 64, "unknown option '--adopt'"), .init("check -qx", 64, "unknown option '-x'"),
        .init("--only nm.* fix", 64, "unknown option '--only'"), .init("check ---root", 64, "invalid option: ---root"),
        .init("check --root", 64, "missing value for '--root <DIR>'"),
        .init("check --root --offline", 64, "missing value for '--root <DIR>'"),
        .init("--root --offline check", 64, "missing value for '--root <DIR>'"),
        .init("check --only", 64, "missing value for '--only <GLOB>'"),
        .init("fix --root=", 64, "empty value in '--root='"), .init("fix --root= ROOT", 64, "empty value in '--root='"),
        .init("--root= fix", 64, "empty value in '--root='"),
        .init("fix --root ''", 64, "invalid value '' for '--root <DIR>': the path is empty"),
        .init("check --only ''", 64, "invalid value '' for '--only <GLOB>': an ID is empty"),
        .init("check --only nm.*,", 64, "invalid value 'nm.*,' for '--only <GLOB>': an ID is empty"),
        .init("check --quiet=yes", 64, "the option '--quiet' does not take any value, but 'yes' was specified"),
        .init("check cali0", 64, "unexpected argument 'cali0'"),
        .init("diff a b", 64, "2 unexpected arguments: 'a', 'b'"),
        .init("config ''", 64, "unexpected argument ''"), .init("fix -- --root", 64, "unexpected argument '--root'"),
        .init("list checks x", 64, "unexpected argument 'x'"),
        .init("list interfaces x", 64, "unexpected argument 'x'"),
        .init("list schemas check fix", 64, "unexpected argument 'fix'"),
        .init("list profiles calico-3.16 calico-3.24 calico-3.25", 64, "unexpected argument 'calico-3.25'"),
        .init("list", 64, "missing expected argument '<KIND>'"),
        .init("list chekcs", 64, "invalid value 'chekcs' for '<KIND>': did you mean 'checks'?"),
        .init("list schemas chek", 64, "unknown schema 'chek': did you mean 'check'?"),
        .init("fix --reload-only --no-reload", 64, "--reload-only and --no-reload cannot be combined"),
        .init("fix --adopt --reload-only --root /nowhere", 64, "--reload-only and --adopt cannot be combined"),
        .init("diff --reload-only --load-modules", 64, "--reload-only and --load-modules cannot be combined"),
        .init("fix --reload-only --force", 64, "--reload-only and --force cannot be combined"),
        .init("fix --reload-only --offline", 64, "--reload-only and --offline cannot be combined"),
        .init("revert --reload-only", 64, "unknown option '--reload-only'"),
        .init("fix --require-live --offline", 64, "--require-live and --offline cannot be combined"),
        .init("check --require-live --offline", 64, "--require-live and --offline cannot be combined"),
        .init("revert --wait 5 --offline --root /nowhere", 64, "--wait and --offline cannot be combined"),
        .init("explain", 64, "missing interface name or check ID"),
        .init(
            "check -o yaml", 64,
            "invalid value 'yaml' for '-o <FORMAT>': use 'text', 'line', 'json', 'junit', 'tap' or 'prometheus'"),
        .init("check --output jsn", 64, "invalid value 'jsn' for '--output <FORMAT>': did you mean 'json'?"),
        .init("fix -o junit", 64, "invalid value 'junit' for '-o <FORMAT>': use 'text' or 'json'"),
        .init("check --color blue", 64, "invalid value 'blue' for '--color <WHEN>': use 'auto', 'always' or 'never'"),
        .init(
            "check --timeout x", 64,
            "invalid value 'x' for '--timeout <SECONDS>': not a number above 0 and up to 86400"),
        .init("check --timeout -1", 64, "missing value for '--timeout <SECONDS>'"),
        .init(
            "check --nm-version new", 64,
            "invalid value 'new' for '--nm-version <VERSION>': not a version such as 1.42.4"),
        .init(
            "check --profile nothing", 64, "invalid value 'nothing' for '--profile <NAME>': \(profiles)"
        ),
        .init(
            "check --encapsulation ipp", 64,
            "invalid value 'ipp' for '--encapsulation <NAME>': did you mean 'ipip'?"),
        .init(
            "check --only nm.devises", 64,
            "no check matches 'nm.devises': did you mean 'nm.devices'? (see 'nmfence list checks')"),
        .init("check --skip nothing.at.all", 64, "no check matches 'nothing.at.all': see 'nmfence list checks'"),
        .init("check --on\u{1B}[2Jly", 64, "unknown option '--on\\x1b[2Jly'"),
        .init("che\u{1B}ck\n", 64, "unknown verb 'che\\x1bck\\x0a'; did you mean 'check'?"),
        .init("check \u{202E}x", 64, "unexpected argument '\\u{202e}x'"),
    ]

    private static let inEnvironment: [CommandLineCase] = [
        .init("check --only nm.config.syntax", 0, in: ["NMFENCE_ROOT": "ROOT"]),
        .init(syntax, 0, in: ["NMFENCE_ROOT": "/nothing"]),
        .init("check", 74, "cannot open /nothing: No such file or directory", in: ["NMFENCE_ROOT": "/nothing"]),
        .init(syntax, 0, output: "{", in: ["NMFENCE_OUTPUT": "json"]),
        .init("\(syntax) -o tap", 0, output: "TAP", in: ["NMFENCE_OUTPUT": "json"]),
        .init("\(syntax) -q", 0, output: "", in: ["NMFENCE_OUTPUT": "json"]),
        .init("explain --root ROOT cali0", 0, output: "cali0: ", in: ["NMFENCE_OUTPUT": "junit"]),
        .init(syntax, 0, output: "calico-", in: ["NMFENCE_OUTPUT": "diff"]),
        .init(syntax, 0, output: "calico-", in: ["NMFENCE_OUTPUT": "html"]),
        .init(syntax, 0, output: "calico-", in: ["NMFENCE_OUTPUT": ""]),
        .init(syntax, 64, "invalid value 'jsn' in NMFENCE_OUTPUT: did you mean 'json'?", in: ["NMFENCE_OUTPUT": "jsn"]),
        .init("\(syntax) -o text", 0, output: "calico-", in: ["NMFENCE_OUTPUT": "jsn"]),
        .init(syntax, 0, output: "\u{1B}[", in: ["NMFENCE_COLOR": "always"]),
        .init("\(syntax) --color never", 0, output: "calico-", in: ["NMFENCE_COLOR": "always"]),
        .init(
            "fix --root ROOT", 64, "invalid value 'blue' in NMFENCE_COLOR: use 'auto', 'always' or 'never'",
            in: ["NMFENCE_COLOR": "blue"]),
        .init(
            "fix --root ROOT", 64,
            "invalid value '0' in NMFENCE_TIMEOUT: not a number above 0 and up to 86400",
            in: ["NMFENCE_TIMEOUT": "0"]),
        .init("\(syntax) --timeout 5", 0, in: ["NMFENCE_TIMEOUT": "never"]),
        .init(syntax, 0, in: ["NMFENCE_TIMEOUT": ""]),
        .init(
            "fix --root ROOT", 64, "invalid value 'nothing' in NMFENCE_PROFILE: \(profiles)",
            in: ["NMFENCE_PROFILE": "nothing"]),
        .init("\(syntax) --profile calico-3.16", 0, in: ["NMFENCE_PROFILE": "nothing"]),
        .init(syntax, 0, in: ["NMFENCE_ROOT": "", "NMFENCE_PROFILE": "", "NMFENCE_COLOR": ""]),
    ]

    @Test(arguments: understood + refused + inEnvironment)
    func `ends and says what its row tells`(line: CommandLineCase) throws {
        let image = try Image()
        func placed(_ text: String) -> String { text.replacing("ROOT", with: image.folder.path) }
        let run = try Tool.run(
            line.words.map(placed),
            environment: line.environment.mapValues(placed))
        #expect(run.status == line.status, "\(run.output)\(run.errors)")
        if let output = line.output {
            #expect(output.isEmpty ? run.output.isEmpty : run.output.hasPrefix(output), "\(run.output)")
        }
        let lines = run.errors.split(separator: "\n", omittingEmptySubsequences: false)
        if !line.errors.isEmpty { #expect(lines.first.map(String.init) == "nmfence: \(line.errors)") }
        if line.status == 64 {
            // A program that asked for a document gets one.
            #expect(run.output == "" || run.output.contains("\"kind\": \"usage\""))
            // The message, where to look, and nothing else.
            #expect(lines.count == 3 && lines[1].hasPrefix("see 'nmfence ") && lines[2] == "", "\(run.errors)")
            #expect(run.errors.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 32 && $0.value != 127) })
        }
    }

    /// A name of a file is bytes; another folder than the one that was named is never touched.
    @Test(arguments: [
        "a\\xff", "a\\xef\\xbf\\xbd", "a\\xf4\\x8f\\xbf\\xbf", "a\\xf4\\x8f\\xbf", "\\xf4\\x8f\\xbe\\x80",
    ])
    func `with a root that is not UTF-8 changes that very folder`(name: String) throws {
        let folder = try TemporaryFolder()
        func bash(_ script: String) throws -> Run { try Run("bash", ["-euc", script], in: folder.path) }
        let made = try bash(
            """
            for name in $'a\\xff' $'a\\xef\\xbf\\xbd' $'a\\xf4\\x8f\\xbf\\xbf' $'a\\xf4\\x8f\\xbf' \
                $'\\xf4\\x8f\\xbe\\x80'; do
                mkdir -p "$name"/etc/NetworkManager/conf.d "$name"/usr/lib/NetworkManager/conf.d "$name"/run
            done
            """)
        try #require(made.status == 0, "\(made.errors)")
        for words in ["fix --root NAME", "fix --root=NAME", "--root NAME fix", "--root=NAME fix"] {
            let fix = try bash("\(Tool.path) \(words.replacing("NAME", with: "$'\(name)'"))")
            #expect(fix.status == 0, "\(words): \(fix.errors)")
            let found = try bash("test -e $'\(name)'/\(Image.dropIns)/zz-nmfence.conf; ls */\(Image.dropIns)/* | wc -l")
            #expect(found.status == 0 && found.output == "1\n", "\(words): \(found.output)")
            let revert = try bash("NMFENCE_ROOT=$'\(name)' \(Tool.path) revert")
            #expect(revert.status == 0, "\(revert.errors)")
            #expect(try bash("find . -name '*.conf'").output == "")
        }
    }

    @Test(arguments: [
        ("fix --profile $'a\\xff'", "'a\\xff' is not valid UTF-8"),
        ("fix --pattern=$'a\\xff'", "'--pattern=a\\xff' is not valid UTF-8"),
        ("explain $'cali\\xff'", "'cali\\xff' is not valid UTF-8"),
        ("explain -- $'\\xff'", "'\\xff' is not valid UTF-8"),
        ("fix $'--ro\\xffot' x", "'--ro\\xffot' is not valid UTF-8"), ("$'fix\\xff'", "unknown verb 'fix\\xff'"),
        ("--root $'\\xff' check --bus $'\\xfe'", "'\\xfe' is not valid UTF-8"),
        ("explain $'\\xf4\\x8f\\xbf\\xbf'", "'\\xf4\\x8f\\xbf\\xbf' is not valid UTF-8"),
    ])
    func `that is not UTF-8 where text is meant is refused`(words: String, message: String) throws {
        let run = try Run("bash", ["-c", "\(Tool.path) \(words)"])
        #expect(run.status == 64, "\(run.output)\(run.errors)")
        #expect(run.errors.hasPrefix("nmfence: \(message)\n"), "\(run.errors)")
        let variable = try Run("bash", ["-c", "NMFENCE_PROFILE=$'\\xff' \(Tool.path) fix --root /nothing"])
        #expect(variable.status == 64)
        #expect(variable.errors.hasPrefix("nmfence: invalid value '\\xff' in NMFENCE_PROFILE: not valid UTF-8\n"))
    }
}
