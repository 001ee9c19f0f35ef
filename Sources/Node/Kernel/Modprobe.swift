public import Base
import SystemPackage

/// The node's own modprobe(8): it loads modules with all that the node's rules, options, compression and signatures
/// ask for.
public struct Modprobe {
    /// Why a module was not loaded or unloaded.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// What was to be done.
        public enum Operation: String, Hashable, Sendable {
            case load, unload
        }

        /// There is no modprobe that could be run.
        case noProgram(TrustedProgram.Refusal)
        /// The list of loaded modules cannot be read.
        case unknownModules(FileError)
        /// modprobe, or the kernel, refused; the words are theirs.
        case refused(Operation, module: String, String)
        /// It did not end in time, and was killed.
        case timedOut(Operation, module: String)
        /// A signal came, and it was killed.
        case interrupted(Operation, module: String)

        /// Whether the caller lacks a right.
        public var isDenied: Bool {
            if case .refused(_, _, let words) = self { words.hasSuffix("Operation not permitted") } else { false }
        }

        /// One sentence without a full stop; what modprobe says in it is not escaped yet.
        public var description: String {
            switch self {
            case .noProgram(let refusal): "cannot load kernel modules: \(refusal)"
            case .unknownModules(let error): "cannot load kernel modules: \(error)"
            case .refused(let operation, let module, let words):
                "cannot \(operation.rawValue) module \(module): \(words)"
            case .timedOut(let operation, let module):
                "cannot \(operation.rawValue) module \(module): modprobe timed out"
            case .interrupted(let operation, let module):
                "cannot \(operation.rawValue) module \(module): modprobe was interrupted"
            }
        }
    }

    /// One thing that loading a module does.
    public enum Action: Hashable, Sendable {
        /// A module comes into the kernel.
        case insert(module: String)
        /// A line of modprobe.d has this command run by a shell, in place of loading a module.
        case install(command: String)
    }

    private let program: TrustedProgram
    private let root: RootDirectory

    /// Finds the program of this machine.
    public init() throws(Failure) {
        do throws(TrustedProgram.Refusal) { program = try TrustedProgram("modprobe") } catch {
            throw .noProgram(error)
        }
        do throws(FileError) { root = try RootDirectory() } catch { throw .unknownModules(error) }
    }

    /// - Parameter root: where the list of loaded modules is.
    init(_ program: TrustedProgram, modules root: RootDirectory) {
        self.program = program
        self.root = root
    }

    /// The modules that are loaded, whoever loaded them.
    public func present() throws(Failure) -> Set<String> {
        do throws(FileError) { return Set(try KernelModules.loaded(in: root).keys) } catch {
            // A kernel without loadable modules has none loaded.
            if error.isMissing, (try? root.exists("/proc/self")) == true { return [] }
            throw .unknownModules(error)
        }
    }

    /// What loading a module would do, in its order; nothing is done. Blacklists count.
    public func dryRun(_ name: String, by deadline: Deadline) throws(Failure) -> [Action] {
        let result = try run(["--dry-run", "--verbose", "--use-blacklist"], .load, [name], by: deadline)
        let actions = TextLines(result.output).filter { !$0.bytes.trimmedText.isEmpty }.map { Action($0.bytes) }
        guard !result.isCutOff, !actions.contains(nil) else {
            throw .refused(.load, module: name, "cannot parse the output of modprobe --dry-run")
        }
        return actions.compactMap(\.self)
    }

    /// Loads a module and what it needs; one that is there already is no error. Blacklists count.
    /// - Parameter loaded: gets those that came, in the order of the dry run, also where the last of them did not come.
    public func load(_ name: String, by deadline: Deadline, noting loaded: inout [String]) throws(Failure) {
        let names = try dryRun(name, by: deadline).compactMap { action in
            if case .insert(let module) = action { module } else { nil }
        }
        let before = try present()
        let failure: Failure?
        do throws(Failure) {
            _ = try run(["--use-blacklist"], .load, [name], by: deadline)
            failure = nil
        } catch { failure = error }
        let after = try present()
        loaded += names.filter { after.contains($0) && !before.contains($0) }
        if let failure { throw failure }
        // modprobe ends well, too, where a blacklist keeps the module out, or where a command in its place did
        // something else.
        guard after.contains(ModprobeConfiguration.folded(name)) else {
            throw .refused(.load, module: name, "blocked by modprobe.d")
        }
    }

    /// Takes modules out again in this order, with one start of the program; one that somebody uses meanwhile stays,
    /// which is an error and holds up no other.
    ///
    /// Not ended by a signal: it is part of an undo. modprobe also takes out what a module needed and nobody uses
    /// any more, those that were there before included; see ``restore(_:by:)``.
    public func unload(_ names: [String], by deadline: Deadline) throws(Failure) {
        _ = try run(["-r"], .unload, names, by: deadline.withoutInterruption)
    }

    /// Loads modules that an unload took out though they were there before, with one start of the program; one that
    /// does not come is an error, and holds up no other.
    public func restore(_ names: [String], by deadline: Deadline) throws(Failure) {
        _ = try run(["-a"], .load, names, by: deadline.withoutInterruption)
    }

    /// - Parameter names: what stands behind the options.
    private func run(
        _ options: [String], _ operation: Failure.Operation, _ names: [String], by deadline: Deadline
    ) throws(Failure) -> ProgramResult {
        let module = names.joined(separator: ", ")
        // The names come out of an index of modules: none must be taken for an option.
        guard names.allSatisfy(Self.isName) else {
            throw .refused(operation, module: module, "not a module name")
        }
        // One that is killed as it starts is waited for: too long where many are to be started.
        guard !deadline.hasPassed else { throw .timedOut(operation, module: module) }
        let result: ProgramResult
        do throws(Errno) {
            result = try program.run(options + names, by: deadline)
        } catch {
            throw .refused(operation, module: module, "\(program.path): \(error)")
        }
        switch result.ending {
        case .exited(0): return result
        case .timedOut: throw .timedOut(operation, module: module)
        case .interrupted: throw .interrupted(operation, module: module)
        case .exited, .signalled, .forgotten: throw .refused(operation, module: module, Self.words(result.problem))
        }
    }

    private static func isName(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
        }
        return isPlain && !name.isEmpty && name.utf8.count <= 255 && !name.hasPrefix("-")
    }

    /// What modprobe says, without its own name before it and the full stop behind it.
    private static func words(_ text: String) -> String {
        let prefix = ["modprobe: FATAL: ", "modprobe: ERROR: "].first(where: text.hasPrefix) ?? ""
        let words = text.dropFirst(prefix.count)
        return String(words.hasSuffix(".") ? words.dropLast() : words)
    }
}

extension Modprobe.Action {
    /// A line of `modprobe --dry-run --verbose`: `insmod PATH PARAMETERS` or `install COMMAND`; nil for anything else.
    init?(_ line: ArraySlice<UInt8>) {
        let text = line.trimmedText
        if text.hasPrefix("install "), text.count > 8 {
            self = .install(command: String(text.dropFirst(8)))
            return
        }
        guard text.hasPrefix("insmod /"), let path = text.dropFirst(7).split(separator: " ").first,
            let file = path.split(separator: "/").last
        else { return nil }
        let module = ModprobeConfiguration.folded(String(file.prefix { $0 != "." }))
        guard !module.isEmpty else { return nil }
        self = .insert(module: module)
    }
}
