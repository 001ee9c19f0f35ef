import Foundation

/// A root directory that no system runs in: what an image builder hands to `--root`.
public final class Image {
    /// Its folder on the machine.
    public let folder: TemporaryFolder
    /// Where drop-ins go.
    public static let dropIns = "etc/NetworkManager/conf.d"

    /// An image with NetworkManager's folders and nothing in them.
    public init() throws {
        folder = try TemporaryFolder()
        for path in [Self.dropIns, "usr/lib/NetworkManager/conf.d", "run", "tmp"] { try folder.makeFolder(path) }
    }

    /// Runs nmfence on it.
    public func nmfence(_ arguments: String..., environment: [String: String] = [:]) throws -> Run {
        try Tool.run(arguments + ["--root", folder.path], environment: environment)
    }

    /// Every name in it with its kind, size, time and content, so that a difference shows where it is.
    public func listing() throws -> String {
        let script = """
            cd "$1"; find . -printf '%p %y %m %s %T@ %l\\n' | sort; find . -type f -size -1M | sort | xargs -r sha256sum
            """
        return try Run("sh", ["-c", script, "sh", folder.path]).output
    }
}
