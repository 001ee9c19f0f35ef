import CKmod
import Glibc
public import SystemPackage

/// Loads and unloads modules of the running kernel through libkmod, as modprobe does: with their dependencies, options and softdeps.
public final class ModuleLoader {
    /// Why a module was not loaded or unloaded.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// What was to be done.
        public enum Operation: String, Hashable, Sendable {
            case open, load, unload
        }

        /// What was to be done.
        public let operation: Operation
        /// The module; empty where libkmod itself failed.
        public let module: String
        /// What the kernel or libkmod said; nil where modprobe's configuration keeps the module out.
        public let errno: Errno?

        /// A failure.
        public init(_ operation: Operation, _ module: String = "", _ errno: Errno? = nil) {
            self.operation = operation
            self.module = module
            self.errno = errno
        }

        /// One sentence without a full stop.
        public var description: String {
            guard operation != .open else { return "libkmod.so.2, which loads modules, cannot be used" }
            return "cannot \(operation.rawValue) module \(module): "
                + (errno.map(String.init(describing:)) ?? "modprobe's configuration keeps it out")
        }
    }

    private let context: OpaquePointer

    /// Opens libkmod on the folder and with the configuration of the running kernel.
    public convenience init() throws(Failure) {
        try self.init(kmod_new(nil, nil))
    }

    /// Opens libkmod on another folder and with another configuration: what would be loaded there can be asked.
    convenience init(folder: FilePath, configuration: FilePath) throws(Failure) {
        let context = folder.withPlatformString { folder in
            configuration.withPlatformString { configuration in
                var paths: [UnsafePointer<CChar>?] = [configuration, nil]
                return kmod_new(folder, &paths)
            }
        }
        try self.init(context)
    }

    private init(_ context: OpaquePointer?) throws(Failure) {
        guard let context else { throw Failure(.open) }
        kmod_set_log_priority(context, 0)
        self.context = context
    }

    deinit {
        kmod_unref(context)
    }

    /// The modules that are loaded, whoever loaded them; none where the kernel has no modules.
    public var present: Set<String> {
        guard let root = try? RootDirectory() else { return [] }
        return Set(KernelModules.loaded(in: root).keys)
    }

    /// Loads a module and what it needs; one that is there already is no error. Blacklists count.
    /// - Parameter brought: gets those that came, dependencies first, also where the last of them did not come.
    public func load(_ name: String, noting brought: inout [String]) throws(Failure) {
        let module = try lookUp(name, for: .load)
        defer { kmod_module_unref(module) }
        let absent = forecast(of: module)
        let outcome = kmod_module_probe_insert_module(module, Self.flags, nil, nil, nil, nil)
        brought += absent.filter(isInKernel)
        // A positive number says which list kept the module out.
        guard outcome == 0 else { throw Failure(.load, name, outcome < 0 ? Errno(rawValue: -outcome) : nil) }
    }

    /// Takes a module out again; one that somebody uses meanwhile stays, which is an error.
    public func unload(_ name: String) throws(Failure) {
        let module = try lookUp(name, for: .unload)
        defer { kmod_module_unref(module) }
        let outcome = kmod_module_remove_module(module, UInt32(O_NONBLOCK))
        guard outcome == 0 else { throw Failure(.unload, name, Errno(rawValue: -outcome)) }
    }

    /// The modules that loading this one would bring, in their order: what it needs, what softdeps wish for, and itself.
    func forecast(of name: String) throws(Failure) -> [String] {
        let module = try lookUp(name, for: .load)
        defer { kmod_module_unref(module) }
        return forecast(of: module)
    }

    private static let flags = UInt32(KMOD_PROBE_APPLY_BLACKLIST.rawValue)

    /// libkmod itself is asked: softdeps have softdeps, and are left out where they are there already.
    private func forecast(of module: OpaquePointer) -> [String] {
        var names: [String] = []
        _ = withUnsafeMutablePointer(to: &names) { names in
            nmfence_kmod_forecast(
                module, Self.flags,
                { name, names in
                    guard let name else { return }
                    names?.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
                }, names)
        }
        return names
    }

    private func isInKernel(_ name: String) -> Bool {
        guard let module = try? lookUp(name, for: .load) else { return false }
        defer { kmod_module_unref(module) }
        // Negative: it is not there.
        return kmod_module_get_initstate(module) >= 0
    }

    /// The caller gives the module back.
    private func lookUp(_ name: String, for operation: Failure.Operation) throws(Failure) -> OpaquePointer {
        var list: OpaquePointer?
        let found = kmod_module_new_from_lookup(context, name, &list)
        defer { if let list { kmod_module_unref_list(list) } }
        guard found == 0, let list, let module = kmod_module_get_module(list) else {
            throw Failure(operation, name, found < 0 ? Errno(rawValue: -found) : .noSuchFileOrDirectory)
        }
        return module
    }
}
