namespace Restow.Cli.Tests;

/// <summary>Wrong usage and bad input: one line that says what to do, exit code 2.</summary>
public class UsageTests
{
    private static readonly string Fragmented = Command.Data("fragmented.json");

    [Theory]
    [InlineData("no SNAPSHOT", "pack")]
    [InlineData("--no-such", "pack", "x.json", "--no-such")]
    [InlineData("exclude each other", "pack", "x.json", "--openb", "a.csv", "b.csv")]
    [InlineData("--repeat belongs to --openb", "pack", "x.json", "--repeat", "2")]
    [InlineData("is not a duration", "pack", "x.json", "--time", "soon")]
    [InlineData("is not a duration", "pack", "x.json", "--time", "0")]
    [InlineData("is not a duration", "pack", "x.json", "--time", "-1")]
    [InlineData("is not a duration", "pack", "x.json", "--time", "1e999")]
    [InlineData("is none of restow, cpsat, default", "pack", "x.json", "--method", "magic")]
    [InlineData("--threads: 0 is less than 1", "pack", "x.json", "--threads", "0")]
    [InlineData("--max-moves: -1 is less than 0", "pack", "x.json", "--max-moves", "-1")]
    [InlineData("neither in .png nor in .svg", "pack", "x.json", "--chart", "plan.gif")]
    [InlineData("x.json", "pack", "x.json")]
    [InlineData("its folder does not exist", "pack", "x.json", "--output", "/none/such/plan.json")]
    [InlineData("--instances: 0 is not a number from 1 to 4096", "serve", "sim", "--rate", "3", "--instances", "0")]
    [InlineData("--seed: '-1' is not a whole number from 0 to 4,294,967,295", "serve", "sim", "--rate", "3", "--seed", "-1")]
    [InlineData("--rate: 0 is not a number from 0.000001 to 1000000", "serve", "sim", "--rate", "0")]
    [InlineData("--rate: NaN is not a number", "serve", "sim", "--rate", "NaN")]
    [InlineData("--rate: a workload needs requests a second", "serve", "sim")]
    [InlineData("more than three years", "serve", "sim", "--rate", "1e-5", "--requests", "100000")]
    [InlineData("--cv: 0 is not a number", "serve", "sim", "--rate", "3", "--cv", "0")]
    [InlineData("--high: 2 is not a number from 0 to 1", "serve", "sim", "--rate", "3", "--high", "2")]
    [InlineData("--backfill: '-1' is not a duration", "serve", "sim", "--rate", "3", "--backfill", "-1")]
    [InlineData("--policy: best: there is no such policy", "serve", "sim", "--rate", "3", "--policy", "best")]
    [InlineData("--policy: there is none", "serve", "sim", "--rate", "3", "--policy", ",")]
    [InlineData("there is no improvement 'magic'", "serve", "sim", "--rate", "3", "--policy", "llumnix/magic")]
    [InlineData("there is no such workload", "serve", "sim", "--rate", "3", "--trace", "x-x")]
    [InlineData("none.csv", "serve", "sim", "--trace", "none.csv")]
    [InlineData("none.json", "serve", "sim", "--rate", "3", "--latency", "none.json")]
    [InlineData("file: its name is empty", "serve", "sim", "--rate", "3", "--latency", "")]
    [InlineData("file: its name is empty", "serve", "sim", "--fit", "")]
    [InlineData("a timeline shows one policy", "serve", "sim", "--rate", "3", "--timeline", "t.json")]
    [InlineData("its name is empty", "serve", "sim", "--rate", "3", "--policy", "llumnix", "--timeline", "")]
    [InlineData("its name is empty", "pack", "x.json", "--output", "")]
    [InlineData("its folder does not exist", "serve", "sim", "--rate", "3", "--policy", "llumnix", "--timeline", "/none/such/t.json")]
    [InlineData("neither in .png nor in .svg", "serve", "sim", "--rate", "3", "--chart", "x.gif")]
    [InlineData("see restow --help")]
    [InlineData("'unpack' is no command of restow; see restow --help", "unpack")]
    [InlineData("'shrink' is no command of restow vm; see restow vm --help", "vm", "shrink", "x.json")]
    [InlineData("--seed: '-1' is not a whole number of 0 or more", "pack", "x.json", "--seed", "-1")]
    [InlineData("--hosts: '99999999999' is not a whole number of at most 2,147,483,647", "vm", "generate", "--hosts", "99999999999")]
    [InlineData("--rate: 'fast' is not a number", "serve", "sim", "--rate", "fast")]
    [InlineData("'nonsense' is none of fragments, memory", "vm", "plan", "x.json", "--objective", "nonsense")]
    [InlineData("--chunks: 'x'", "vm", "plan", "x.json", "--chunks", "x")]
    [InlineData("it is a folder; name a file in it", "pack", "/")]
    [InlineData("it is a folder; name a file in it", "vm", "plan", "/")]
    [InlineData("it is a folder; name a file in it", "pack", "--openb", "/", "/")]
    [InlineData("it is a folder; name a file in it", "kube", "run", "--config", "/")]
    public void Run_WrongUsage_IsOneLineAnd2(string mentions, params string[] arguments) => Command.Run(arguments).AssertFails(mentions);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":[]}")]
    [InlineData("\u0000\u0001\u0002")]
    [InlineData("[[[[[[[[")]
    public void Pack_HostileInput_IsOneLineAnd2(string input) => Command.RunWith(input, null, "pack", "-").AssertFails("");

    [Fact]
    public void Pack_Truncated_IsOneLineAnd2()
    {
        string whole = File.ReadAllText(Fragmented);
        Command.RunWith(whole[..(whole.Length / 2)], null, "pack", "-").AssertFails("");
    }

    [Theory]
    [InlineData("Finds the placement", "--help")]
    [InlineData("restow pack cluster.json --time 10s", "pack", "--help")]
    [InlineData("source <(restow completion bash)", "completion", "--help")]
    [InlineData("complete -o default -F _restow restow", "completion", "bash")]
    public void Run_Help_IsOnStandardOutputWithAnExample(string expected, params string[] arguments)
    {
        Command run = Command.Run(arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Suggest_CompletesOptions() => Assert.Contains("--max-moves-per-workload", Command.Run("[suggest:17]", "restow pack --max").Output, StringComparison.Ordinal);
}
