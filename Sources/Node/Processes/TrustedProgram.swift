public import Base
import Glibc
public import SystemPackage

/// A program of the machine that this process runs on, which root may run because only root could have put it there.
///
/// It is always the machine's own, whatever `--root` says: nothing inside a foreign root is ever run. In a container
/// that is the container's own program, and where the container has none, what it would have told cannot be told.
public struct TrustedProgram: Hashable, Sendable {
    /// Why a program is not run.
    public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        /// No folder has it.
        case missing(name: String)
        /// A place on the way to it could be changed by somebody else than root, or is no program; `problem` says
        /// what it is.
        case untrusted(FilePath, place: FilePath, problem: String)
        /// The way to it could not be followed.
        case unreadable(FilePath, Errno)

        /// One sentence without a full stop.
        public var description: String {
            switch self {
            case .missing(let name):
                "no program \(name) in \(TrustedProgram.folders.map(\.string).joined(separator: ", "))"
            case .untrusted(let path, let place, let problem):
                path == place ? "\(path) was not run: it \(problem)" : "\(path) was not run: \(place) \(problem)"
            case .unreadable(let path, let errno): "\(path) was not run: \(errno)"
            }
        }
    }

    /// Where programs are looked for, as in root's own PATH; never in the PATH that this process was given.
    public static let folders: [FilePath] = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"]

    /// Where it is.
    public let path: FilePath

    /// Finds a program by its name.
    public init(_ name: FilePath.Component) throws(Refusal) {
        try self.init(name, below: "/", owner: 0)
    }

    /// A program that is already known by its path.
    public init(at path: FilePath) throws(Refusal) {
        try self.init(at: path, below: "/", owner: 0)
    }

    /// - Parameters:
    ///   - top: the directory that the folders are in; the machine's own root for all but tests.
    ///   - owner: whom everything must belong to.
    init(_ name: FilePath.Component, below top: FilePath, owner: UInt32) throws(Refusal) {
        var refusal = Refusal.missing(name: name.string)
        for folder in Self.folders {
            do throws(Refusal) {
                try self.init(at: folder.appending(name), below: top, owner: owner)
                return
            } catch {
                if case .missing = error { continue }
                if case .missing = refusal { refusal = error }
            }
        }
        throw refusal
    }

    init(at path: FilePath, below top: FilePath, owner: UInt32) throws(Refusal) {
        var way = TrustedPath(to: path, owner: owner)
        try way.follow(below: top)
        self.path = top.pushing(path.removingRoot())
    }

    /// Starts the program without a shell, with an empty standard input and an environment of its own.
    /// - Parameter deadline: then, and where it is interrupted, the program is killed with all that it has started.
    public func start(_ arguments: [String], by deadline: Deadline) throws(Errno) -> RunningProgram {
        try RunningProgram(path, arguments, by: deadline)
    }

    /// Runs the program and waits for its end.
    public func run(_ arguments: [String], by deadline: Deadline) throws(Errno) -> ProgramResult {
        try start(arguments, by: deadline).result
    }
}
