using System.Text.Json;

namespace Restow.Cli.Tests;

/// <summary><c>restow vm</c> end to end, on a fleet whose free cores are in pieces.</summary>
public class VmTests
{
    private static readonly string Fleet = Command.Data("fleet.json");

    [Fact]
    public void Plan_FreeCoresInPieces_GainsSlotsAndEndsWith0()
    {
        Command run = Command.Run("vm", "plan", Fleet, "--method", "exact");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("Slots of 16 cores ", run.Output, StringComparison.Ordinal);
        Assert.Contains("Proven optimal", run.Output, StringComparison.Ordinal);
        Assert.Contains("Free cores by NUMA node in pieces smaller than 16", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public void Plan_NothingMayMove_EndsWith1()
    {
        Command run = Command.Run("vm", "plan", Fleet, "--method", "exact", "--migrations", "0");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Nothing better found", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_Json_IsNeverWorseWithMoreTrajectories()
    {
        Command run = Command.Run("vm", "evaluate", Fleet, "--migrations", "10", "--trajectories", "4", "--format", "json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonElement fleet = JsonDocument.Parse(run.Output).RootElement.GetProperty("fleets")[0];
        long[] gains = [.. fleet.GetProperty("best").EnumerateArray().Select(b => b.GetProperty("gained").GetInt64())];
        Assert.Equal(4, gains.Length);
        Assert.Equal(gains.Order(), gains);
        JsonElement slots = Plan("--migrations", "10").GetProperty("slots");
        Assert.InRange(gains[^1], 1, slots.GetProperty("bound").GetInt64() - slots.GetProperty("before").GetInt64());
    }

    [Fact]
    public void Evaluate_Text_HasARowForEachPowerOfTwo()
    {
        Command run = Command.Run("vm", "evaluate", Fleet, "--migrations", "4", "--trajectories", "3");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["1", "2", "3"], run.Output.Split('\n').Select(l => l.Trim().Split(' ')[0]).Where(w => int.TryParse(w, out _)));
    }

    [Fact]
    public void Plan_MethodThatFindsNothing_SaysWhy()
    {
        Command run = Command.Run("vm", "plan", Fleet, "--method", "vbpp");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("one machine of each of 10 hosts", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_SameSeed_SaysTheSame()
    {
        (long, int)[] Gains() =>
        [
            .. JsonDocument.Parse(Command.Run("vm", "evaluate", Fleet, "--instances", "2", "--trajectories", "3", "--migrations", "6", "--seed", "5", "--format", "json").Output).RootElement
                .GetProperty("fleets").EnumerateArray().SelectMany(f => f.GetProperty("best").EnumerateArray()).Select(b => (b.GetProperty("value").GetInt64(), b.GetProperty("migrations").GetInt32())),
        ];
        (long, int)[] once = Gains();
        Assert.Equal(6, once.Length);
        Assert.Equal(once, Gains());
    }

    [Fact]
    public void Evaluate_BadWeightsOrQuantile_EndsWith2AndNamesThem()
    {
        Command weights = Command.Run("vm", "evaluate", Fleet, "--policy-file", Fleet);
        Assert.Equal(2, weights.ExitCode);
        Assert.Contains("fleet.json", weights.Error, StringComparison.Ordinal);
        Command quantile = Command.Run("vm", "evaluate", Fleet, "--vm-quantile", "1.5");
        Assert.Equal(2, quantile.ExitCode);
        Assert.Contains("--vm-quantile", quantile.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_Json_IsOneDocumentWithEveryProperty()
    {
        JsonElement plan = Plan("--migrations", "4");
        Assert.Equal(
            ["certificate", "elapsedSeconds", "measures", "fragmentRate", "slots", "objective", "fewestMigrations", "notes", "migrations", "waves"],
            plan.EnumerateObject().Select(p => p.Name));
        JsonElement slots = plan.GetProperty("slots");
        Assert.True(slots.GetProperty("after").GetInt32() > slots.GetProperty("before").GetInt32());
        Assert.True(slots.GetProperty("bound").GetInt32() >= slots.GetProperty("after").GetInt32());
        Assert.True(plan.GetProperty("fragmentRate").GetProperty("after").GetDouble() < plan.GetProperty("fragmentRate").GetProperty("before").GetDouble());
        Assert.InRange(plan.GetProperty("migrations").GetArrayLength(), 1, 4);
        JsonElement migration = plan.GetProperty("migrations")[0];
        Assert.Equal(["wave", "vm", "from", "to", "bytes", "reason"], migration.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["host", "numa"], migration.GetProperty("from").EnumerateObject().Select(p => p.Name));
        Assert.True(migration.GetProperty("bytes").GetInt64() >= 1 << 20);
    }

    [Fact]
    public void Plan_Goal_IsReachedAndNothingBeyondIsSpent()
    {
        JsonElement best = Plan();
        double goal = (best.GetProperty("fragmentRate").GetProperty("before").GetDouble() + best.GetProperty("fragmentRate").GetProperty("after").GetDouble()) / 2;
        JsonElement plan = Plan("--goal", goal.ToString("0.######"));
        Assert.InRange(plan.GetProperty("fragmentRate").GetProperty("after").GetDouble(), 0, goal + 1e-6);
        Assert.True(plan.GetProperty("migrations").GetArrayLength() < best.GetProperty("migrations").GetArrayLength());
    }

    [Fact]
    public void Plan_MaxBytesAndMinutes_AreKept()
    {
        long Copied(JsonElement plan) => plan.GetProperty("migrations").EnumerateArray().Sum(m => m.GetProperty("bytes").GetInt64());
        Assert.InRange(Copied(Plan("--max-bytes", "24GiB")), 1, 24L << 30);
        Assert.InRange(Copied(Plan("--max-minutes", "1", "--bandwidth", "400")), 1, 24_000L << 20);
    }

    [Fact]
    public void Plan_PicturesAndOutput_AreWritten()
    {
        string folder = Directory.CreateTempSubdirectory("restow").FullName;
        string Path(string name) => System.IO.Path.Combine(folder, name);
        Command run = Command.Run("vm", "plan", Fleet, "--method", "exact", "--chart", Path("plan.png"), "--format", "json", "-o", Path("plan.json"));
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Path("plan.png"))[..4]);
        Assert.NotEqual(0, JsonDocument.Parse(File.ReadAllBytes(Path("plan.json"))).RootElement.GetProperty("migrations").GetArrayLength());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Plan_Csv_IsReadAndRepairedOnRequest()
    {
        string folder = Directory.CreateTempSubdirectory("restow").FullName;
        string hosts = Path.Combine(folder, "hosts.csv");
        string vms = Path.Combine(folder, "vms.csv");
        File.WriteAllText(hosts, "host,cores,memory_mb\na,20,80000\nb,20,80000\n");
        File.WriteAllText(vms, "vm,host,cores,memory_mb\nv1,a,8,8192\nv2,b,8,8192\nv3,c,8,8192\n");
        Command.Run("vm", "plan", "--csv", hosts, vms, "--method", "exact").AssertFails("vm v3: its host c is not in the snapshot");
        Command run = Command.Run("vm", "plan", hosts, vms, "--repair", "--method", "exact");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("Slots of 16 cores 0 → 1 (+1), fragment rate 1.000 → 0.333, 1 migration.\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("vm v3: its host c is not in the snapshot; repaired: it is left out", Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Check_SameSnapshot_EverythingHoldsAndTheRestIsAPlanAgain()
    {
        string folder = Directory.CreateTempSubdirectory("restow").FullName;
        string plan = Path.Combine(folder, "plan.json");
        string rest = Path.Combine(folder, "rest.json");
        Assert.Equal(0, Command.Run("vm", "plan", Fleet, "--method", "exact", "--format", "json", "-o", plan).ExitCode);
        Assert.Equal(0, Command.Run("vm", "check", plan, Fleet, "--format", "json", "-o", rest).ExitCode);
        Command again = Command.Run("vm", "check", rest, Fleet);
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        int migrations = JsonDocument.Parse(File.ReadAllBytes(plan)).RootElement.GetProperty("migrations").GetArrayLength();
        Assert.StartsWith($"Of {migrations} migrations {migrations} still hold, 0 are done, 0 are dropped.\n", again.Output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Check_MachineThatIsGone_IsDroppedAndEndsWith1()
    {
        const string Plan = """{"migrations":[{"wave":1,"vm":"ghost","from":{"host":"host-001","numa":[0]},"to":{"host":"host-002","numa":[0]}}]}""";
        Command run = Command.RunWith(Plan, null, "vm", "check", "-", Fleet, "--format", "json");
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        JsonElement dropped = Assert.Single(JsonDocument.Parse(run.Output).RootElement.GetProperty("dropped").EnumerateArray());
        Assert.Equal(("ghost", "the machine is gone"), (dropped.GetProperty("vm").GetString(), dropped.GetProperty("reason").GetString()));
    }

    [Theory]
    [InlineData("no SNAPSHOT", "vm", "check", "plan.json")]
    [InlineData("it has no migrations, so it is no plan", "vm", "check", "FLEET", "FLEET")]
    [InlineData("no SNAPSHOT", "vm", "plan")]
    [InlineData("none.json: there is no such file", "vm", "plan", "none.json")]
    [InlineData("SNAPSHOT and --csv exclude each other", "vm", "plan", "--csv", "a", "b", "--repair", "c")]
    [InlineData("is none of auto, exact", "vm", "plan", "x.json", "--method", "magic")]
    [InlineData("is not a size", "vm", "plan", "x.json", "--max-bytes", "many")]
    [InlineData("is not an item of a list like 16,64:2", "vm", "plan", "x.json", "--chunks", "16,a")]
    [InlineData("only one chunk may be above 44 cores", "vm", "plan", "x.json", "--chunks", "48,64")]
    [InlineData("--chunks belongs to --objective fragments and memory", "vm", "plan", "x.json", "--objective", "balance", "--chunks", "8")]
    [InlineData("--bandwidth: 0 is not a positive number", "vm", "plan", "x.json", "--bandwidth", "0")]
    [InlineData("--trajectories belong to --method policy", "vm", "plan", "x.json", "--trajectories", "4")]
    [InlineData("--utilisation: 1.2 is not a number from 0 to 1", "vm", "generate", "--utilisation", "1.2")]
    [InlineData("--hosts is for a fleet without a SNAPSHOT", "vm", "generate", "x.json", "--hosts", "3")]
    [InlineData("is not an item of a list like 44x2:3,64x1", "vm", "generate", "--host-sizes", "44x9")]
    public void Run_WrongUsage_IsOneLineAnd2(string mentions, params string[] arguments) =>
        Command.Run([.. arguments.Select(a => a == "FLEET" ? Fleet : a)]).AssertFails(mentions);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[{\"type\":")]
    [InlineData("{\"cluster_list\":[]}")]
    [InlineData("\u0000\u0001")]
    public void Plan_HostileInput_IsOneLineAnd2(string input) => Command.RunWith(input, null, "vm", "plan", "-").AssertFails("standard input");

    [Fact]
    public void Generate_SameSeed_WritesTheSameFleetThatPlanReads()
    {
        Command first = Command.Run("vm", "generate", "--hosts", "6", "--seed", "9", "--conflicts", "0.2");
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal(first.Output, Command.Run("vm", "generate", "--hosts", "6", "--seed", "9", "--conflicts", "0.2").Output);
        Command churned = Command.RunWith(first.Output, null, "vm", "generate", "-", "--seed", "4", "--leave", "0.5");
        Assert.NotEqual(first.Output, churned.Output);
        Assert.InRange(Command.RunWith(churned.Output, null, "vm", "plan", "-", "--method", "exact").ExitCode, 0, 1);
    }

    private static JsonElement Plan(params string[] arguments)
    {
        Command run = Command.Run(["vm", "plan", Fleet, "--method", "exact", "--format", "json", .. arguments]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
