using System.CommandLine;

namespace Restow.Cli.Commands;

/// <summary><c>restow completion SHELL</c>: a script that lets the shell complete restow's words.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _restow() { local IFS=$'\n'; COMPREPLY=($(compgen -W "$(restow "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")); }
        complete -o default -F _restow restow
        """;

    private const string Zsh = """
        _restow() { local -a words; words=("${(@f)$(restow "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}"); compadd -a words; }
        compdef _restow restow
        """;

    private const string Fish = """
        complete -f -c restow -a '(restow "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    public static Command Create()
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints a completion script.\n\nExample:\n  source <(restow completion bash)") { shell };
        command.SetAction(result =>
        {
            Console.Out.WriteLine(result.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return Shell.Done;
        });
        return command;
    }
}
