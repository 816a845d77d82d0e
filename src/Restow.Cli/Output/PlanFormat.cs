namespace Restow.Cli.Output;

/// <summary>What <c>--format</c> chooses.</summary>
internal enum PlanFormat
{
    Text,
    Json,
}
