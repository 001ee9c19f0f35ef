/// What the program says of itself.
enum Program {
    /// Its name.
    static let name = "nmfence"

    /// Its version.
    static let version = "0.1.0"
}
