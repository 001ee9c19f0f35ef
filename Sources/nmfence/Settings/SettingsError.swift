/// Why nmfence.conf cannot be used: where, and what is wrong there.
struct SettingsError: Error, CustomStringConvertible {
    /// The file, as somebody outside of the root writes it.
    let path: String
    /// The line, counted from 1; nil where the whole file is meant.
    let line: Int?
    /// What is wrong, as a sentence without a full stop.
    let problem: String
    /// Whether the file's permissions are wrong, and not its text.
    var isUntrusted = false

    /// `/etc/nmfence/nmfence.conf:3: unknown key 'profil'`.
    var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(problem)" }
}
