/// The parser's completion scripts, with values behind a sign as well: `--root=DIR`, as `systemctl` and `git` have it.
enum CompletionScript {
    /// The option that asks for one.
    static let option = "--generate-completion-script"

    /// The script for the shell that it is made for.
    static func withSigns(_ script: String) -> String {
        if script.hasPrefix("#compdef") { return zsh(script) }
        if script.hasPrefix("#!/bin/bash") { return script + "\n" + bash }
        // fish puts what stands before the value in front of each folder itself.
        return script.replacing(
            "set -l token (commandline -t)",
            with: "set -l token (string replace -r '^--[a-z-]+=' '' -- (commandline -t))")
    }

    /// A specification of zsh's `_arguments` says so of each option that takes a value.
    private static func zsh(_ script: String) -> String {
        script.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let line = String(line)
            guard line.contains("]:"), let name = line.firstMatch(of: /^ +'\*?(--[a-z-]+)\[/) else {
                return line.replacing(/\{(-[a-z]),(--[a-z-]+)\}'\[(?=.*\]:)/) { "{\($0.1)+,\($0.2)=}'[" }
            }
            return String(line[..<name.1.endIndex]) + "=" + line[name.1.endIndex...]
        }.joined(separator: "\n")
    }

    private static let bash = """
        # bash takes the sign of --root=DIR for a word of its own: without it, the value is the word behind its option.
        _nmfence_without_signs() {
            local -a words=()
            local -i index cursor=0
            for index in "${!COMP_WORDS[@]}"; do
                if [[ "${COMP_WORDS[index]}" == "=" && "${COMP_WORDS[index - 1]}" == --* ]]; then
                    [[ "${index}" -eq "${COMP_CWORD}" ]] || continue
                    words+=("")
                else
                    words+=("${COMP_WORDS[index]}")
                fi
                [[ "${index}" -ne "${COMP_CWORD}" ]] || cursor="$((${#words[@]} - 1))"
            done
            COMP_WORDS=("${words[@]}")
            COMP_CWORD="${cursor}"
            _nmfence "${1}" "${words[cursor]}" "${words[cursor - 1]}"
        }

        complete -o filenames -F _nmfence_without_signs nmfence
        """
}
