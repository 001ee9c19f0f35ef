import CKmod
import Glibc
public import SystemPackage

/// Loads and unloads modules of the running kernel through libkmod, as modprobe does: with their dependencies, options and softdeps.
public final class ModuleLoader {
    /// Why a module was not loaded or unloaded.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The module; empty where libkmod itself failed.
        public let module: String
        /// What the kernel or libkmod said.
        public let errno: Errno

        /// One sentence without a full stop.
        public var description: String {
            module.isEmpty
                ? "libkmod.so.2, which loads modules, cannot be used"
                : "cannot load or unload module \(module): \(errno)"
        }
    }

    private let context: OpaquePointer

    /// Opens libkmod on the folder and with the configuration of the running kernel.
    public init() throws(Failure) {
        guard let context = kmod_new(nil, nil) else { throw Failure(module: "", errno: .noSuchFileOrDirectory) }
        kmod_set_log_priority(context, 0)
        self.context = context
    }

    deinit {
        kmod_unref(context)
    }

    /// Loads a module and what it needs; one that is there already is no error. Blacklists count.
    public func load(_ name: String) throws(Failure) {
        try with(name) { module in
            let flags = UInt32(KMOD_PROBE_APPLY_BLACKLIST.rawValue)
            return kmod_module_probe_insert_module(module, flags, nil, nil, nil, nil)
        }
    }

    /// Takes a module out again; one that somebody uses meanwhile stays, which is an error.
    public func unload(_ name: String) throws(Failure) {
        try with(name) { kmod_module_remove_module($0, UInt32(O_NONBLOCK)) }
    }

    private func with(_ name: String, _ body: (OpaquePointer) -> Int32) throws(Failure) {
        var list: OpaquePointer?
        let found = kmod_module_new_from_lookup(context, name, &list)
        guard found == 0, let list, let module = kmod_module_get_module(list) else {
            throw Failure(module: name, errno: found < 0 ? Errno(rawValue: -found) : .noSuchFileOrDirectory)
        }
        defer {
            kmod_module_unref(module)
            kmod_module_unref_list(list)
        }
        let outcome = body(module)
        // A positive number says which list kept the module out.
        guard outcome == 0 else {
            throw Failure(module: name, errno: outcome < 0 ? Errno(rawValue: -outcome) : .notPermitted)
        }
    }
}
