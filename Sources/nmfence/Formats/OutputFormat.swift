/// The forms that a verb's result has.
protocol OutputFormat: Choice {
    /// The one that is meant where nobody asks for another: made for people.
    static var standard: Self { get }
}
