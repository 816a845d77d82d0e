using System.CommandLine;
using Restow.Cli.Output;

namespace Restow.Cli.Commands;

/// <summary><c>restow completion</c>: the script that a shell sources; it asks the command itself, through the suggest directive.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _restow() {
          mapfile -t COMPREPLY < <(restow "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null | grep -F -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -o default -F _restow restow
        """;

    private const string Zsh = """
        #compdef restow
        _restow() {
          local -a found
          found=("${(@f)$(restow "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -- $found || _files
        }
        compdef _restow restow
        """;

    private const string Fish = """
        function __restow_complete
          set -l line (commandline -cp)
          restow "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null
        end
        complete -c restow -a '(__restow_complete)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", """
            Prints a script that completes commands and options in a shell.

            Example:
              source <(restow completion bash)
            """)
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine(parsed.GetValue(shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash });
            return ExitCode.Done;
        });
        return command;
    }
}
