namespace Restow.Cli.Output;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>A better plan was found; or the command did what it says.</summary>
    public const int Done = 0;

    /// <summary>The answer is no: nothing better was found, with or without proof.</summary>
    public const int No = 1;

    /// <summary>Bad input or usage.</summary>
    public const int Bad = 2;
}
