# bash completion for git split, called as "git split" or "git-split".
#
# git's own completion calls _git_split for "git split", and bash-completion loads this file for it.
# Without these two, source this file: "git-split" completes, and so does "git split" where no other
# completion of git is loaded.

__git_split_options="-m --message= --plan= --print-plan --dry-run --json --update-refs= --empty= --dropped=
	--no-verify --undo --version --help -n -h"

# git's own completion defines __git, which passes on "git -C <directory>" and the like.
__git_split_run ()
{
	if declare -F __git >/dev/null
	then
		__git "$@"
	else
		command git "$@" 2>/dev/null
	fi
}

# Remove the quotes of a word that is being typed.  Sets $unquoted.
__git_split_unquote ()
{
	local rest="$1" char quote=
	unquoted=
	while [ -n "$rest" ]
	do
		char="${rest:0:1}"
		rest="${rest:1}"
		case "$quote$char" in
		\\ | \"\\)
			unquoted+="${rest:0:1}"
			rest="${rest:1}"
			;;
		\' | \")
			quote="$char"
			;;
		\'\' | \"\")
			quote=
			;;
		*)
			unquoted+="$char"
			;;
		esac
	done
}

# Offer the words of $1 that begin with $2.  No space is put behind one that ends in "=".
__git_split_offer ()
{
	local word IFS=$' \t\n'
	for word in $1
	do
		case "$word" in
		"$2"*=)
			COMPREPLY+=("$word")
			;;
		"$2"*)
			COMPREPLY+=("$word ")
			;;
		esac
	done
}

# Offer the files of the list on standard input, which NULs separate, that begin with $1: one
# directory level at a time, as git's own completion does it.
__git_split_offer_paths ()
{
	local typed="$1" path level last= files=
	while IFS= read -r -d '' path
	do
		[ "${path:0:${#typed}}" = "$typed" ] || continue
		level="${path:${#typed}}"
		case "$level" in
		*/*)
			level="${level%%/*}/"
			;;
		*)
			files=yes
			;;
		esac
		[ "$level" = "$last" ] && continue
		last="$level"
		COMPREPLY+=("$typed$level")
	done
	# readline quotes names of files; the bash 3.2 of macOS has no compopt.
	compopt -o filenames 2>/dev/null
	[ -z "$files" ] || compopt +o nospace 2>/dev/null
}

# Offer the files that the commit $1 changes, or all tracked files without a commit.
__git_split_offer_changed ()
{
	local unquoted
	__git_split_unquote "$2"
	if [ -n "$1" ]
	then
		__git_split_offer_paths "$unquoted" < <(
			__git_split_run diff-tree -r -z --root --no-commit-id --name-only --relative "$1" --
		)
	else
		__git_split_offer_paths "$unquoted" < <(__git_split_run ls-files -z)
	fi
}

# Offer branches, tags and other refs; behind "~", the ancestors on the line of first parents.
__git_split_offer_commits ()
{
	local commit count number
	case "$1" in
	?*~*)
		commit="${1%%~*}"
		count="$(__git_split_run rev-list --first-parent --count --max-count=21 "$commit" --)"
		for ((number = 1; number < ${count:-0}; number++))
		do
			__git_split_offer "$commit~$number" "$1"
		done
		;;
	*)
		if declare -F __git_complete_refs >/dev/null
		then
			__git_complete_refs
		else
			__git_split_offer "HEAD $(
				__git_split_run for-each-ref --format='%(refname:strip=2)' \
					refs/heads refs/remotes refs/tags
			)" "$1"
		fi
		;;
	esac
}

# Offer the files of the file system that begin with $1.
__git_split_offer_files ()
{
	local unquoted path
	__git_split_unquote "$1"
	while IFS= read -r path
	do
		COMPREPLY+=("$path")
	done < <(compgen -f -- "$unquoted")
	compopt -o filenames +o nospace 2>/dev/null
}

# Complete $cur, one of $words that follow the one at $__git_cmd_idx, which is "split".
_git_split ()
{
	local word commit= option= paths= message= number
	for ((number = ${__git_cmd_idx:-1} + 1; number < cword; number++))
	do
		word="${words[number]}"
		if [ -n "$option" ]
		then
			option=
			continue
		fi
		# After "-m", the next "-m" ends the paths behind "--".
		if [ -z "$paths" ] || [ -n "$message" ]
		then
			case "$word" in
			-m | --message)
				message=yes paths= option="$word"
				continue
				;;
			-m?* | --message=*)
				message=yes paths=
				continue
				;;
			esac
		fi
		[ -z "$paths" ] || continue
		case "$word" in
		--)
			paths=yes
			;;
		--plan | --update-refs | --empty | --dropped)
			option="$word"
			;;
		-*) ;;
		*)
			commit="${commit:-$word}"
			;;
		esac
	done

	local value="$cur"
	case "$paths$option$cur" in
	--plan=* | --print-plan=* | --update-refs=* | --empty=* | --dropped=*)
		option="${cur%%=*}"
		value="${cur#*=}"
		;;
	esac
	case "$paths$option" in
	-m | --message)
		compopt +o default +o bashdefault 2>/dev/null
		return
		;;
	--plan)
		__git_split_offer_files "$value"
		return
		;;
	--print-plan)
		__git_split_offer "toml json" "$value"
		return
		;;
	--update-refs)
		__git_split_offer "branches head" "$value"
		return
		;;
	--empty)
		__git_split_offer "keep drop" "$value"
		return
		;;
	--dropped)
		__git_split_offer "keep discard" "$value"
		return
		;;
	esac

	case "$paths$cur" in
	-*)
		__git_split_offer "$__git_split_options" "$cur"
		;;
	*)
		if [ -n "$paths$commit" ]
		then
			__git_split_offer_changed "$commit" "$cur"
		else
			__git_split_offer_commits "$cur"
		fi
		;;
	esac
}

# Set $words, $cword and $cur from the line up to the cursor, with no break at "=" and ":".
__git_split_words ()
{
	local line="${COMP_LINE:0:COMP_POINT}" number piece blank
	words=()
	for ((number = 0; number <= COMP_CWORD; number++))
	do
		piece="${COMP_WORDS[number]}"
		blank="${line%%[![:space:]]*}"
		line="${line:${#blank}}"
		[ "$number" -lt "$COMP_CWORD" ] || piece="$line"
		if [ -n "$blank" ] || [ "$number" -eq 0 ]
		then
			words+=("$piece")
		else
			words[${#words[@]}-1]+="$piece"
		fi
		line="${line:${#piece}}"
	done
	cword=$((${#words[@]} - 1))
	cur="${words[cword]}"
}

# Complete "git-split", and "git split" without git's own completion.
__git_split_main ()
{
	local cur cword words __git_cmd_idx=0
	COMPREPLY=()
	__git_split_words
	if [ "${1##*/}" = git ]
	then
		[ "${words[1]-}" = split ] && [ "$cword" -gt 1 ] || return
		__git_cmd_idx=1
	fi
	_git_split
}

complete -o bashdefault -o default -o nospace -F __git_split_main git-split

if ! complete -p git >/dev/null 2>&1 && ! complete -p -D >/dev/null 2>&1
then
	complete -o bashdefault -o default -o nospace -F __git_split_main git
fi
