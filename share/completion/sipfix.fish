# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of sipfix for fish. The program knows what may stand where; this only asks.
function __sipfix_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (command $words[1] --complete $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files
                __sipfix_paths __fish_complete_path "$current"
            case :folders
                __sipfix_paths __fish_complete_directories "$current"
            case '*'
                echo $line
        end
    end
end

# Paths, behind the --option= that they may stand behind.
function __sipfix_paths
    set -l front (string match -r -- '^--[^=]*=' "$argv[2]")
    for path in ($argv[1] (string replace -r -- '^--[^=]*=' '' "$argv[2]"))
        echo "$front$path"
    end
end

complete -c sipfix -f -a '(__sipfix_complete)'
