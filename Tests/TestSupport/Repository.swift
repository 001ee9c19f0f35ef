import Foundation

/// The repository that the tests were built from.
public enum Repository {
    /// Its folder.
    public static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// A path in it.
    public static func path(_ relative: String) -> String { path + "/" + relative }
}
