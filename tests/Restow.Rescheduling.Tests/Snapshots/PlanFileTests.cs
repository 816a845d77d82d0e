using System.Text;
using Restow.Core;
using Restow.Rescheduling.Snapshots;

namespace Restow.Rescheduling.Tests.Snapshots;

public class PlanFileTests
{
    [Fact]
    public void Read_Plan_IsItsMigrations()
    {
        IReadOnlyList<PlannedMigration> plan = Read("""{"migrations":[{"wave":1,"vm":"v1","from":{"host":"a","numa":[1,0]},"to":{"host":"b","numa":[0,1]},"bytes":5,"reason":"x"}],"other":1}""").Value;
        PlannedMigration only = Assert.Single(plan);
        Assert.Equal((1, "v1", "a", "b"), (only.Wave, only.Vm, only.From.Host, only.To.Host));
        Assert.Equal([0, 1], only.From.Nodes);
    }

    [Theory]
    [InlineData("", "", "it is not valid JSON")]
    [InlineData("{}", "", "it has no migrations, so it is no plan")]
    [InlineData("""{"migrations":[null]}""", "migration 1", "it has no wave or no vm")]
    [InlineData("""{"migrations":[{"wave":1,"vm":"v","from":{"host":"a","numa":[0]}}]}""", "migration 1 (v)", "from or to is not a host with one or two NUMA nodes")]
    [InlineData("""{"migrations":[{"wave":1,"vm":"v","from":{"host":"a","numa":[0]},"to":{"host":"b","numa":[9]}}]}""", "migration 1 (v)", "from or to is not a host with one or two NUMA nodes")]
    [InlineData("""{"migrations":[{"wave":1,"vm":"v","from":{"host":"a","numa":[0]},"to":{"host":"b","numa":[0,1]}}]}""", "migration 1 (v)", "it goes to another number of NUMA nodes than it comes from")]
    [InlineData("""{"migrations":[{"wave":2,"vm":"v","from":{"host":"a","numa":[0]},"to":{"host":"b","numa":[0]}},{"wave":1,"vm":"w","from":{"host":"a","numa":[0]},"to":{"host":"b","numa":[0]}}]}""", "migration 2", "its wave 1 comes after wave 2")]
    [InlineData("""{"migrations":[{"wave":0,"vm":"v"}]}""", "migration 1", "its wave 0 comes after wave 1")]
    [InlineData("""{"migrations":[{"wave":"one"}]}""", "migrations[0].wave", "it is not of the type that belongs there")]
    public void Read_BadPlan_NamesTheMigration(string json, string subject, string problem)
    {
        Fault fault = Read(json).Fault!;
        Assert.Equal(problem, fault.Problem);
        if (subject.Length > 0)
            Assert.Equal(subject, fault.Subject);
    }

    private static Result<IReadOnlyList<PlannedMigration>> Read(string json) => PlanFile.Read(Encoding.UTF8.GetBytes(json), "plan.json");
}
