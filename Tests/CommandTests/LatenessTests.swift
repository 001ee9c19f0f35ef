import TestSupport
import Testing

/// `--timeout` and signals while nmfence computes: somebody's files may be as long as he likes.
@Suite(.waitsInSeries, .serialized) struct `A run that computes for too long` {
    /// A root with one file that takes long.
    struct Input: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let path: String
        let text: @Sendable () -> String
    }

    private static let adopted = Image.dropIns + "/zz-nmfence.conf"
    private static let main = "etc/NetworkManager/NetworkManager.conf"

    static let inputs = [
        Input(testDescription: "groups", path: main) { (0..<90_000).map { "[g\($0)]\n" }.joined() },
        Input(testDescription: "keys", path: main) { "[main]\n" + (0..<80_000).map { "key\($0)=v\n" }.joined() },
        Input(testDescription: "sections", path: main) {
            (0..<17_000).map { "[device-\($0)]\nmatch-device=interface-name:if\($0)\nmanaged=0\n" }.joined()
        },
        Input(testDescription: "tokens", path: adopted) { list((0..<45_000).map { "interface-name:if\($0)*" }) },
        Input(testDescription: "exceptions", path: Image.dropIns + "/50-site.conf") {
            list(["*"] + (0..<35_000).map { "except:interface-name:cali\($0)" })
        },
        Input(testDescription: "subtractions", path: Image.dropIns + "/50-site.conf") {
            list(["a"]) + (0..<23_000).map { "unmanaged-devices-=interface-name:if\($0)\n" }.joined()
        },
        Input(testDescription: "modules", path: "etc/modules-load.d/nmfence.conf") {
            "# Written by 'nmfence fix --load-modules'; 'nmfence revert' takes it back.\n"
                + (0..<100_000).map { "module\($0)\n" }.joined()
        },
    ]

    private static func list(_ tokens: [String]) -> String {
        "[keyfile]\nunmanaged-devices=" + tokens.joined(separator: ";") + "\n"
    }

    /// Every verb, and what it needs to do all of its work.
    static let verbs = [
        ["check"], ["check", "--only", "nm.*", "--output", "json"], ["diff", "--adopt"], ["fix", "--dry-run"],
        ["fix", "--adopt", "--output", "json"], ["explain", "cali1"], ["config"], ["list", "checks"], ["revert"],
    ]

    /// In seconds: enough to be deep in the work, and not enough to end it.
    private static let timeout = 0.25
    /// What a machine with other work to do may take beyond the time; computing to the end takes longer.
    private static let margin = 2.5

    @Test(arguments: inputs) func `ends with 75 at its deadline, or has finished before`(input: Input) throws {
        let image = try Image()
        try image.folder.write(input.text(), to: input.path)
        var before = try image.listing()
        for verb in Self.verbs {
            let run = try Tool.run(verb + ["--root", image.folder.path, "--timeout", "\(Self.timeout)"])
            #expect(run.seconds < Self.timeout + Self.margin, "\(verb) took \(run.seconds) s")
            if run.status == 75 {
                #expect(run.errors.contains("nmfence: timed out after \(Self.timeout) s"), "\(verb): \(run.errors)")
                #expect(run.output == "", "\(verb)")
                #expect(try image.listing() == before, "\(verb) left something")
            } else {
                #expect(run.status < 3, "\(verb): \(run.status) \(run.errors.prefix(300))")
                let after = try image.listing()
                #expect(after == before || ["fix", "revert"].contains(verb[0]), "\(verb) changed something")
                before = after
            }
            #expect(try Self.isFree(image), "\(verb) left the lock")
        }
    }

    @Test(arguments: [("TERM", 143), ("INT", 130), ("HUP", 129)] as [(String, Int32)])
    func `ends with a signal while it plans, with nothing left`(signal: String, status: Int32) throws {
        let image = try Image()
        try image.folder.write(Self.inputs[1].text(), to: Self.inputs[1].path)
        let before = try image.listing()
        for verb in ["fix", "revert"] {
            let script = """
                "$0" \(verb) --root "$1" & pid=$!
                while flock --nonblock "$1/etc" true; do kill -0 $pid || break; done
                kill -\(signal) $pid
                start=$(date +%s%3N)
                status=0; wait $pid || status=$?
                echo $(($(date +%s%3N) - start))
                exit $status
                """
            let run = try Run("bash", ["-c", script, Tool.path, image.folder.path])
            #expect(run.status == status, "\(verb): \(run.errors)")
            #expect(run.errors.contains("nmfence: interrupted by SIG\(signal)\n"), "\(verb): \(run.errors)")
            let milliseconds = Int(run.output.split(separator: "\n").last ?? "")
            #expect(try #require(milliseconds) < 200 + 800, "\(verb) took \(run.output) ms")
            #expect(try image.listing() == before, "\(verb) left something")
            #expect(try Self.isFree(image), "\(verb) left the lock")
        }
    }

    /// More of everything than is planned with, and patterns that overlap so that no search gets to its end.
    static let beyondMeasure = [
        Input(testDescription: "600,000 groups", path: main) { (0..<600_000).map { "[g\($0)]\n" }.joined() },
        Input(testDescription: "600,000 keys", path: main) {
            "[main]\n" + (0..<600_000).map { "key\($0)=v\n" }.joined()
        },
        Input(testDescription: "a million tokens", path: Image.dropIns + "/50-site.conf") {
            list((0..<1_000_000).map { "i\($0)" })
        },
        Input(testDescription: "20,000 exceptions that overlap", path: Image.dropIns + "/50-site.conf") {
            list(["*"] + (0..<20_000).map { "except:interface-name:*a\($0)*b" })
        },
        Input(testDescription: "20,000 patterns that overlap", path: Image.dropIns + "/50-site.conf") {
            list((0..<20_000).map { "interface-name:*a\($0)*b" })
        },
    ]

    @Test(arguments: beyondMeasure) func `says what it can tell, and which file is too much`(input: Input) throws {
        let image = try Image()
        try image.folder.write(input.text(), to: input.path)
        for verb in [["check", "--only", "nm.*"], ["diff"], ["explain", "cali1"]] {
            let run = try Tool.run(verb + ["--root", image.folder.path])
            #expect((0...2).contains(run.status), "\(verb): \(run.status) \(run.errors.prefix(300))")
            #expect(run.seconds < 20, "\(verb) took \(run.seconds) s")
            if verb != ["explain", "cali1"] || run.status == 2 {
                #expect((run.output + run.errors).contains("/" + input.path), "\(verb): \(run.output.prefix(900))")
            }
        }
    }

    private static func isFree(_ image: Image) throws -> Bool {
        try Run("flock", ["--nonblock", image.folder.path + "/etc", "true"]).status == 0
    }
}
