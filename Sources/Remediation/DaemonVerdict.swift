import Base
import Fence
import KeyFile
import NetworkManagerConfiguration
import Node
import SystemPackage

/// What NetworkManager itself says of a configuration that is not in place yet: `NetworkManager --print-config` on a
/// copy.
///
/// A reload answers success for a file that cannot be parsed, and the next start of the daemon then fails:
/// so the daemon's own reader sees the files before the daemon does. `--print-config` rewrites a stale intern file,
/// which is why it is given a copy of that too.
///
/// The program runs while whatever else is to be found out before the first change.
struct DaemonVerdict {
    /// What the program may take; it needs about 10 ms.
    static let allowance = Duration.seconds(5)
    /// Where the copy may be: in memory if possible, where it is gone with the machine whatever happens to this
    /// process.
    static let places: [FilePath] = ["/run", "/tmp"]

    /// What became of the question.
    enum Answer {
        /// It can read the configuration.
        case accepted
        /// It cannot: the sentence that it says so with.
        case refused(String)
        /// It said nothing of the configuration: why, as far as can be seen.
        case silent(String)
    }

    /// What `--print-config` ends with where the configuration cannot be read: print_config() in NetworkManager's
    /// main.c.
    /// Another status is of a program that did not come so far: its libraries are not there (127), or it is older than
    /// the option (1.2).
    private static let refusalStatus: Int32 = 7
    /// What it says then, as it does at the daemon's start, which ends with 1.
    private static let refusalWords = "Failed to read configuration"

    private let running: Result<RunningProgram, Errno>
    /// What it reads, for as long as it may do so.
    private let scratch: ScratchDirectory

    /// What the program says. Waits for its end.
    var answer: Answer {
        withExtendedLifetime(scratch) {
            switch running {
            case .failure(let error): return .silent(String(describing: error))
            case .success(let program):
                let end = program.result
                guard case .exited(let status) = end.ending else { return .silent(end.problem) }
                guard status != 0 else { return .accepted }
                let isRefusal =
                    status == Self.refusalStatus
                    || String(decoding: end.errors, as: UTF8.self).contains(Self.refusalWords)
                return isRefusal ? .refused(end.problem) : .silent(end.problem)
            }
        }
    }

    /// Starts the program.
    /// - Parameters:
    ///   - program: the daemon's program on this machine.
    ///   - configuration: the files with the plan laid over them.
    ///   - options: where the daemon looks for them.
    ///   - place: the directory in which the copy is made.
    ///   - deadline: of the whole run; the program has less.
    /// - Throws: where the copy cannot be made.
    init(
        of program: TrustedProgram, on configuration: any ConfigurationReader, _ options: DaemonOptions,
        in place: FilePath, by deadline: Deadline
    ) throws(FileError) {
        scratch = try ScratchDirectory("nmfence.scratch", in: place)
        let admin = try Self.copy(options.configDirectory, as: "conf.d", from: configuration, into: scratch)
        let vendor = try Self.copy(options.systemConfigDirectory, as: "vendor", from: configuration, into: scratch)
        var main = configuration.contents(of: options.configFile ?? DaemonOptions.mainFile)
        if options.configFile == nil, case .regular = configuration.contents(of: DaemonOptions.legacyMainFile) {
            main = configuration.contents(of: DaemonOptions.legacyMainFile)
        }
        let mainCopy = try scratch.write(
            Self.bytes(of: main, options.configFile ?? DaemonOptions.mainFile), to: "NetworkManager.conf")
        let intern = try scratch.write(
            Self.bytes(of: configuration.contents(of: options.internConfig), options.internConfig), to: "intern.conf")
        let arguments = [
            "--print-config", "--config", mainCopy.string, "--config-dir", admin.string, "--system-config-dir",
            vendor.string, "--intern-config", intern.string,
        ]
        do throws(Errno) {
            running = .success(try program.start(arguments, by: deadline.capped(at: Self.allowance)))
        } catch { running = .failure(error) }
    }

    /// Copies the files that NetworkManager would read, and whatever else has such a name as a directory, which it
    /// refuses.
    private static func copy(
        _ directory: FilePath, as name: FilePath.Component, from configuration: any ConfigurationReader,
        into scratch: ScratchDirectory
    ) throws(FileError) -> FilePath {
        let copy = try scratch.makeDirectory(name)
        let names: [FilePath.Component]
        switch configuration.entries(of: directory) {
        case .names(let present): names = present
        case .missing: return copy
        case .unreadable(let errno): throw FileError("read", directory, errno)
        }
        for file in names where RawText(file).hasSuffix(".conf") {
            let path = directory.appending(file)
            switch configuration.contents(of: path) {
            case .regular(let bytes): try scratch.write(bytes, to: file, in: FilePath(root: "/", [name]))
            case .unreadable(let errno): throw FileError("read", path, errno)
            case .missing, .notRegular, .tooLarge: break
            }
        }
        return copy
    }

    /// Nothing for a file that is not there. One that cannot be read makes no copy: the program would judge another
    /// configuration.
    private static func bytes(of contents: FileContents, _ path: FilePath) throws(FileError) -> [UInt8] {
        switch contents {
        case .regular(let bytes): bytes
        case .unreadable(let errno): throw FileError("read", path, errno)
        case .missing, .notRegular, .tooLarge: []
        }
    }
}
