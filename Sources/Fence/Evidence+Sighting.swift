public import Base
public import Node

extension Evidence {
    /// A sighting as evidence.
    public init(_ sighting: Sighting) {
        self.init(path: sighting.path, line: sighting.line, text: sighting.text)
    }
}
