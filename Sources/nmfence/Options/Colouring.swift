/// When results are coloured.
enum Colouring: String, Choice {
    case auto, always, never
}
