using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using Restow.Cli.Commands;
using Restow.Cli.Commands.Vm;
using Restow.Cli.Output;

namespace Restow.Cli;

/// <summary>The whole command: parsing, usage errors, and the last resort for what should not happen.</summary>
internal static class CommandLine
{
    public static RootCommand Root() => new("Finds the placement that the scheduler missed, proves how good it is, and plans the moves that get there.")
    {
        PackCommand.Create(),
        VmCommand.Create(),
        new Command("serve", "LLM requests on instances.") { ServeSimCommand.Create() },
        CompletionCommand.Create(),
    };

    public static async Task<int> Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            ParseResult parsed = Root().Parse(arguments);
            if (parsed.Action is ParseErrorAction)
                return Failure.Usage(parsed);
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (IOException e)
        {
            return Failure.Report(e.Message);
        }
        catch (OutOfMemoryException)
        {
            return Failure.Report("the input does not fit into memory; give the process more, or plan a part of the cluster");
        }
        catch (Exception e) when (e is not StackOverflowException)
        {
            return Failure.Report($"internal error: {e.GetType().Name}: {e.Message}; please report it with the input");
        }
    }
}
