import Foundation
import TestSupport
import Testing

/// A few hundred cases of what scripts/differential does with as many as one likes.
@Suite struct DifferentialTests {
    /// The program beside this test's own bundle.
    var program: String {
        get throws {
            let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            let candidates =
                [folder, folder.deletingLastPathComponent(), Bundle.main.bundleURL]
                .map { $0.appending(path: "differential").path }
                + [Repository.path(".build/debug/differential"), Repository.path(".build/release/differential")]
            return try #require(
                candidates.first { FileManager.default.isExecutableFile(atPath: $0) },
                "no differential in \(candidates)")
        }
    }

    @Test(.timeLimit(.minutes(5))) func `random configurations are merged, or refused, as NetworkManager does it`()
        throws
    {
        let run = try Sandbox.run(
            [program, "--cases", "300", "--seed", "20"], options: ["--workloads", "0", "--links", "none", "--no-bus"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("300 configurations"), "\(run.output)\(run.errors)")
        #expect(run.output.contains(" 0 differences"), "\(run.output)")
    }

    @Test(.timeLimit(.minutes(5))) func `random configurations are fenced, and nothing else of them is changed`() throws
    {
        let run = try Sandbox.run(
            [program, "--plans", "--cases", "40", "--seed", "20"],
            options: ["--workloads", "0", "--links", "none", "--no-bus"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("40 plans"), "\(run.output)\(run.errors)")
        #expect(run.output.contains(" 0 differences"), "\(run.output)")
    }

    /// Every name and alias of the fixtures' kernels; scripts/differential does it with whole kernels.
    @Test(arguments: KernelFixture.names)
    func `names and aliases of modules are resolved as modprobe and modinfo do it`(kernel: String) throws {
        let fixture = try KernelFixture(kernel)
        let names = Repository.path("Tests/Fixtures/kernels/modules-of-interest")
        let run = try Run(program, ["--modules", fixture.folder.path, "--names", names])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.hasSuffix(" 0 differences\n"), "\(run.output)\(run.errors)")
        #expect(run.output.contains("plain aliases") && !run.output.contains(": 0 names"), "\(run.output)")
    }

    @Test(.timeLimit(.minutes(5))) func `random lists un-manage the devices that NetworkManager un-manages`() throws {
        let conf = try TemporaryFolder()
        try conf.write("[device]\nmanaged=1\n", to: "managed.conf")
        let run = try Sandbox.run(
            [program, "--match", "--cases", "200", "--seed", "20"],
            options: ["--workloads", "0", "--links", "none", "--conf", conf.url.appending(path: "managed.conf").path])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("200 lists"), "\(run.output)\(run.errors)")
        #expect(run.output.contains(" 0 differences"), "\(run.output)")
    }

    /// Beside the programs of a suite that has systemd in it; scripts/differential does it with three versions.
    private func inRoot(_ rig: String, _ arguments: [String]) throws -> Run {
        let folder = try Run(
            "/bin/bash", ["-c", ". scripts/lib/say.sh; . scripts/lib/roots.sh; cached_root bookworm"],
            in: Repository.path(""))
        let root = folder.output.trimmingCharacters(in: .newlines)
        return try Run(
            "/usr/bin/unshare",
            ["--net", "--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"]
                + [Repository.path("scripts/rig/\(rig)"), root, program] + arguments)
    }

    @Test(.timeLimit(.minutes(5))) func `random rules of udev come to what udevadm test says`() throws {
        let run = try inRoot("udev-root", ["--udev", "--cases", "40", "--seed", "20"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("40 sets of rules"), "\(run.output)\(run.errors)")
        #expect(run.output.contains(" 0 differences"), "\(run.output)")
    }

    @Test(.timeLimit(.minutes(5)), arguments: [("--networkd", "10"), ("--links", "25")])
    func `random files of systemd apply to the links that networkd and udev apply them to`(
        mode: String, cases: String
    ) throws {
        let run = try inRoot("networkd-root", [mode, "--cases", cases, "--seed", "20"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("sets of files \(cases)"), "\(run.output)\(run.errors)")
        #expect(run.output.contains(" 0 differences"), "\(run.output)")
    }
}
