# fish completion for git split, called as "git-split" or, by fish's own completion of git, "git split".

# Print the commit of the command line.  Fails where it has none, and no "--".
function __git_split_commit
    set -l value
    for word in (commandline -opc)[2..]
        if set -q value[1]
            set -e value
            continue
        end
        switch $word
            case --
                return 0
            case -m --message --plan --update-refs --empty --dropped
                set value next
            case '-*'
            case '*'
                echo $word
                return 0
        end
    end
    return 1
end

# Print ancestors of HEAD with their subjects, then branches and tags.
function __git_split_commits
    set -l number 0
    for subject in (command git log --first-parent --max-count=50 --format='%h %s' 2>/dev/null)
        test $number = 0
        and echo HEAD\t$subject
        or echo HEAD~$number\t$subject
        set number (math $number + 1)
    end
    command git for-each-ref --format='%(refname:strip=2)%09Branch' refs/heads refs/remotes 2>/dev/null
    command git for-each-ref --format='%(refname:strip=2)%09Tag' refs/tags 2>/dev/null
end

# Print the files that the commit changes, or all tracked files without a commit.
function __git_split_files
    set -l commit (__git_split_commit)
    if set -q commit[1]
        command git diff-tree -r -z --root --no-commit-id --name-only --relative $commit -- 2>/dev/null
    else
        command git ls-files -z 2>/dev/null
    end | string split0
end

complete -c git-split -f
complete -c git-split -n 'not __git_split_commit >/dev/null' -ka '(__git_split_commits)'
complete -c git-split -n '__git_split_commit >/dev/null' -a '(__git_split_files)'

complete -c git-split -s h -l help -d 'Show the help'
complete -c git-split -l version -d 'Print the version'
complete -c git-split -l undo -d 'Undo the last split'
complete -c git-split -s m -l message -x -d 'Make a part of the paths behind --'
complete -c git-split -l plan -rF -d 'Apply a plan instead of opening the screen'
complete -c git-split -l print-plan -d 'Print the plan to start from'
complete -c git-split -n 'string match -q -- "--print-plan=*" (commandline -ct)' -a '--print-plan=toml --print-plan=json'
complete -c git-split -l json -d 'Print the result as JSON'
complete -c git-split -s n -l dry-run -d 'Show the updates of refs, move none'
complete -c git-split -l update-refs -xa 'branches\t"All local branches that contain the commit" head\t"The branch of HEAD"' -d 'Choose the refs to move'
complete -c git-split -l empty -xa 'keep\t"Keep them" drop\t"Leave them out"' -d 'Choose what to do with commits that become empty'
complete -c git-split -l dropped -xa 'keep\t"Keep them as uncommitted changes" discard\t"Discard them"' -d 'Choose what to do with dropped changes'
complete -c git-split -l no-verify -d 'Skip the commit-msg hook'
