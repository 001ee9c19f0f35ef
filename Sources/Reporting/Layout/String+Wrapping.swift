extension String {
    /// The text in lines of at most so many columns, broken between words; a word that is longer has a line of its own.
    /// - Parameters:
    ///   - first: the columns that the first line has; nil where lines are not broken.
    ///   - other: those of the others.
    func wrapped(first: Int?, other: Int?) -> [String] {
        guard let first, let other, columns > first else { return [self] }
        var lines: [String] = []
        var line = ""
        var width = first
        for piece in pieces(longest: other) {
            let gap = line.isEmpty || piece.isGlued ? "" : piece.gap
            if line.isEmpty || line.columns + gap.columns + piece.text.columns <= width {
                line += gap + piece.text
            } else {
                lines.append(line)
                (line, width) = (piece.text, other)
            }
        }
        return lines + [line]
    }

    /// What a line may be broken before.
    private struct Piece {
        var text: String
        /// The spaces before it.
        var gap: String
        /// Whether it is the rest of a long word.
        var isGlued = false
    }

    /// The words, and of a long one that is a list the parts behind its separators.
    private func pieces(longest: Int) -> [Piece] {
        var pieces: [Piece] = []
        var gap = ""
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            guard !word.isEmpty else {
                gap += " "
                continue
            }
            let parts = String(word).columns > longest ? word.parts(behind: [";", ","]) : [word]
            for (index, part) in parts.enumerated() {
                let spaces = pieces.isEmpty ? gap : gap + " "
                pieces.append(Piece(text: String(part), gap: index == 0 ? spaces : "", isGlued: index > 0))
            }
            gap = ""
        }
        return pieces
    }
}

extension Substring {
    /// The text cut behind each of these characters.
    fileprivate func parts(behind separators: Set<Character>) -> [Substring] {
        var parts: [Substring] = []
        var start = startIndex
        for index in indices where separators.contains(self[index]) {
            let end = self.index(after: index)
            parts.append(self[start..<end])
            start = end
        }
        return start < endIndex ? parts + [self[start...]] : parts
    }
}
