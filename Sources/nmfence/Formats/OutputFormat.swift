/// The forms that a verb's result has.
protocol OutputFormat: Choice {
    /// The one that is meant where no other is asked for: made for people.
    static var standard: Self { get }
}
