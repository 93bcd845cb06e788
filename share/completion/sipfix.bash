# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of sipfix for bash, which loads it by the package bash-completion. The program knows what may
# stand where; this only asks.
# shellcheck shell=bash
_sipfix()
{
    local cur words cword line word front=
    _get_comp_words_by_ref -n =: cur words cword || return
    # Behind a = bash has a word of its own.
    [[ $cur != --*=* ]] || front=${cur%%=*}=
    local -a lines
    mapfile -t lines < <("${words[0]}" --complete "${words[@]:1:cword}" 2>/dev/null)
    cur=${cur#"$front"}
    for line in "${lines[@]}"; do
        case $line in
            :files) _filedir ;;
            :folders) _filedir -d ;;
            *)
                word=${line%%$'\t'*}
                COMPREPLY+=("${word#"$front"}")
                [[ $word != *= ]] || compopt -o nospace 2>/dev/null
                ;;
        esac
    done
} && complete -F _sipfix sipfix
