namespace Restow.Cli.Tests;

public class ProgramTests
{
}
